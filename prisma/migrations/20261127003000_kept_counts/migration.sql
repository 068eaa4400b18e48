-- CreateEnum
CREATE TYPE "counted_kind" AS ENUM ('member', 'open', 'accepted', 'revoked');

-- CreateTable
CREATE TABLE "kept_counts" (
    "workspace_id" UUID NOT NULL,
    "kind" "counted_kind" NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "kept_counts_pkey" PRIMARY KEY ("workspace_id","kind","day")
);

-- AddForeignKey
ALTER TABLE "kept_counts" ADD CONSTRAINT "kept_counts_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the database itself keeps the counts, once per statement, whichever way rows are written. Columns that don't
-- matter for them write nothing. After a DELETE only what is there is changed: with a workspace its counts go, too.
CREATE FUNCTION keep_invitation_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE kept_counts AS kept SET count = kept.count - gone.count
    FROM (
      SELECT workspace_id, kind, day, count(*) AS count
      FROM removed, counted_invitation(accepted_at, revoked_at, expires_at) GROUP BY 1, 2, 3
    ) AS gone
    WHERE (kept.workspace_id, kept.kind, kept.day) = (gone.workspace_id, gone.kind, gone.day);
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO kept_counts AS kept (workspace_id, kind, day, count)
    SELECT workspace_id, kind, day, count(*)
    FROM added, counted_invitation(accepted_at, revoked_at, expires_at)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, kind, day) DO UPDATE SET count = kept.count + EXCLUDED.count;
  ELSE
    INSERT INTO kept_counts AS kept (workspace_id, kind, day, count)
    SELECT workspace_id, kind, day, sum(change) FROM (
      SELECT workspace_id, kind, day, 1 AS change
      FROM added, counted_invitation(accepted_at, revoked_at, expires_at)
      UNION ALL SELECT workspace_id, kind, day, -1
      FROM removed, counted_invitation(accepted_at, revoked_at, expires_at)
    ) AS changed
    GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, kind, day) DO UPDATE SET count = kept.count + EXCLUDED.count;
  END IF;
  RETURN NULL;
END $$;

-- By hand: as what an invitation counts. Whether an open one is expired depends on the moment: its day leads there.
CREATE FUNCTION counted_invitation(
  accepted_at timestamptz, revoked_at timestamptz, expires_at timestamptz,
  OUT kind counted_kind, OUT day date
) LANGUAGE sql IMMUTABLE AS $$
  SELECT
    CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN revoked_at IS NOT NULL THEN 'revoked'
      ELSE 'open' END::counted_kind,
    CASE WHEN accepted_at IS NULL AND revoked_at IS NULL THEN (expires_at AT TIME ZONE 'UTC')::date
      ELSE DATE '1970-01-01' END
$$;

CREATE FUNCTION keep_member_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE kept_counts AS kept SET count = kept.count - gone.count
    FROM (
      SELECT workspace_id, count(*) AS count FROM removed WHERE closed_at IS NULL GROUP BY 1
    ) AS gone
    WHERE kept.workspace_id = gone.workspace_id AND kept.kind = 'member';
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO kept_counts AS kept (workspace_id, kind, day, count)
    SELECT workspace_id, 'member', DATE '1970-01-01', count(*) FROM added WHERE closed_at IS NULL
    GROUP BY 1 ORDER BY 1
    ON CONFLICT (workspace_id, kind, day) DO UPDATE SET count = kept.count + EXCLUDED.count;
  ELSE
    INSERT INTO kept_counts AS kept (workspace_id, kind, day, count)
    SELECT workspace_id, 'member', DATE '1970-01-01', sum(change) FROM (
      SELECT workspace_id, 1 AS change FROM added WHERE closed_at IS NULL
      UNION ALL SELECT workspace_id, -1 FROM removed WHERE closed_at IS NULL
    ) AS changed
    GROUP BY 1 HAVING sum(change) <> 0 ORDER BY 1
    ON CONFLICT (workspace_id, kind, day) DO UPDATE SET count = kept.count + EXCLUDED.count;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER keep_counts_of_added AFTER INSERT ON invitations
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_invitation_counts();
CREATE TRIGGER keep_counts_of_changed AFTER UPDATE ON invitations
  REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_invitation_counts();
CREATE TRIGGER keep_counts_of_removed AFTER DELETE ON invitations
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_invitation_counts();

CREATE TRIGGER keep_counts_of_added AFTER INSERT ON members
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_member_counts();
CREATE TRIGGER keep_counts_of_changed AFTER UPDATE ON members
  REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_member_counts();
CREATE TRIGGER keep_counts_of_removed AFTER DELETE ON members
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_member_counts();

-- By hand: what is there already. Both tables are locked by their new triggers until this is committed.
INSERT INTO kept_counts (workspace_id, kind, day, count)
SELECT workspace_id, kind, day, count(*)
FROM invitations, counted_invitation(accepted_at, revoked_at, expires_at) GROUP BY 1, 2, 3
UNION ALL
SELECT workspace_id, 'member', DATE '1970-01-01', count(*) FROM members WHERE closed_at IS NULL GROUP BY 1;
