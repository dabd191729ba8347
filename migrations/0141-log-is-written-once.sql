-- IT-2: the role the house works as writes the log and reads it, and may neither change nor take out a line.
revoke update, delete, truncate on event from current_user;
revoke update, delete, truncate on seal from current_user;
