-- CreateEnum
CREATE TYPE "audit_person_kind" AS ENUM ('address', 'slack_user');

-- DropIndex
DROP INDEX "audit_entries_workspace_id_at_idx";

-- CreateTable
CREATE TABLE "audit_people" (
    "entry_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "kind" "audit_person_kind" NOT NULL,
    "person" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_people_pkey" PRIMARY KEY ("entry_id","kind","person")
);

-- CreateIndex
CREATE INDEX "audit_people_workspace_id_kind_person_at_entry_id_idx" ON "audit_people"("workspace_id", "kind", "person", "at" DESC, "entry_id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_at_id_idx" ON "audit_entries"("workspace_id", "at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "audit_people" ADD CONSTRAINT "audit_people_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "audit_entries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: whom somebody brought in, in the order in which they joined.
CREATE INDEX "invitations_brought_in" ON "invitations" ("workspace_id", "invited_by_slack_user", "accepted_at" DESC, "id" DESC)
  WHERE accepted_at IS NOT NULL;

-- By hand: with whom something was done is known of what was recorded before, too. By whom isn't: names alone stand there.
INSERT INTO "audit_people" ("entry_id", "workspace_id", "kind", "person", "at")
SELECT DISTINCT id, workspace_id, 'address'::audit_person_kind, lower(address), at
FROM audit_entries, LATERAL (VALUES
  (CASE WHEN act NOT IN ('settings_changed', 'links_shown', 'invitations_ended', 'role_changed', 'member_removed') THEN subject END),
  (detail->>'email'),
  (CASE WHEN act = 'invited_address_changed' THEN detail->>'was' END)
) AS named (address)
WHERE address IS NOT NULL;
