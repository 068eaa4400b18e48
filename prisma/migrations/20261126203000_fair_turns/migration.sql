-- By hand: workspaces take turns, and of each the first that is due is found without reading the others that wait.
CREATE INDEX deliveries_waiting_by_workspace ON deliveries (channel, workspace_id, due_at)
  WHERE state IN ('queued', 'sending', 'retrying');
DROP INDEX deliveries_waiting;

-- By hand: the same for the people of a workspace, to each of whom one direct message is sent at a time.
CREATE INDEX deliveries_waiting_by_person ON deliveries (channel, workspace_id, recipient, due_at)
  WHERE state IN ('queued', 'sending', 'retrying');
DROP INDEX deliveries_waiting_by_recipient;

-- By hand: what is being sent just now, of which there is never much.
CREATE INDEX deliveries_sending ON deliveries (channel) WHERE state = 'sending';
