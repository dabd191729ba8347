-- FU-5: the dock refuses parcels too; what it refuses is a difference like any other.
alter table discrepancy drop constraint discrepancy_station_check;
alter table discrepancy add constraint discrepancy_station_check check (station in ('picking', 'checking', 'packing', 'handover'));
