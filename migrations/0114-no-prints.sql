-- Nothing prints parcels yet, and a count that nobody counts says nothing.
alter table parcel drop column prints;
