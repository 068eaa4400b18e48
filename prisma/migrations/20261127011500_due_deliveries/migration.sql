-- By hand: what is due first, and when, though thousands of workspaces have something waiting that isn't due yet.
CREATE INDEX deliveries_due ON deliveries (channel, due_at) WHERE state IN ('queued', 'retrying');
