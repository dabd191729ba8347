-- What runs is found by its order (clock_open) or by its clause (clock_standing): a third index of the same rows would only cost intake.
drop index clock_running;
