-- By hand: in words of its own, so that whoever looks for the messages to a person uses this index and never that by workspace,
-- which the planner holds to be as good until it has counted what waits.
DROP INDEX deliveries_waiting_by_person;
CREATE INDEX deliveries_waiting_by_person ON deliveries (channel, workspace_id, recipient, due_at)
  WHERE state NOT IN ('sent', 'failed', 'cancelled');
