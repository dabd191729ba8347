-- What runs for an order is found by the order: in a company that is years old nearly every clock has ended, and whatever runs looked like nothing to the planner.
create index clock_open on clock (subject, subject_id) where state in ('running', 'paused');
