-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "address_since" INTEGER NOT NULL DEFAULT 1;

-- By hand: of invitations that were moved before, the record tells to which address. Whoever got a link meanwhile that was replaced
-- reads that it was, too.
UPDATE "invitations" i SET "address_since" = i."generation" FROM "audit_entries" a
WHERE a."workspace_id" = i."workspace_id" AND a."act" = 'invited_address_changed' AND a."subject" = i."email"
  AND a."at" >= i."created_at";
