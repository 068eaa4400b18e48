-- CreateEnum
CREATE TYPE "tool_access" AS ENUM ('everybody', 'admins', 'chosen');

-- AlterEnum
ALTER TYPE "delivery_channel" ADD VALUE 'oidc_logout';

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "is_email_proved" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "tools" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "access" "tool_access" NOT NULL,
    "secret_hash" BYTEA,
    "redirect_uris" TEXT[],
    "sign_out_uri" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_members" (
    "tool_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,

    CONSTRAINT "tool_members_pkey" PRIMARY KEY ("tool_id","member_id")
);

-- CreateTable
CREATE TABLE "tool_sign_ins" (
    "id" UUID NOT NULL,
    "tool_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "sid" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "tool_sign_ins_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oidc_entries" (
    "id" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "workspace_id" UUID,
    "tool_id" UUID,
    "member_id" UUID,
    "session_id" BYTEA,
    "uid" BYTEA,
    "grant_id" BYTEA,
    "payload" BYTEA NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oidc_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oidc_keys" (
    "id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oidc_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "tools_workspace_id_created_at_idx" ON "tools"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "tool_members_member_id_idx" ON "tool_members"("member_id");

-- CreateIndex
CREATE INDEX "tool_sign_ins_member_id_idx" ON "tool_sign_ins"("member_id");

-- CreateIndex
CREATE INDEX "tool_sign_ins_last_used_at_idx" ON "tool_sign_ins"("last_used_at");

-- CreateIndex
CREATE UNIQUE INDEX "tool_sign_ins_tool_id_sid_key" ON "tool_sign_ins"("tool_id", "sid");

-- CreateIndex
CREATE INDEX "oidc_entries_uid_idx" ON "oidc_entries"("uid");

-- CreateIndex
CREATE INDEX "oidc_entries_grant_id_idx" ON "oidc_entries"("grant_id");

-- CreateIndex
CREATE INDEX "oidc_entries_member_id_idx" ON "oidc_entries"("member_id");

-- CreateIndex
CREATE INDEX "oidc_entries_session_id_idx" ON "oidc_entries"("session_id");

-- CreateIndex
CREATE INDEX "oidc_entries_tool_id_idx" ON "oidc_entries"("tool_id");

-- CreateIndex
CREATE INDEX "oidc_entries_workspace_id_idx" ON "oidc_entries"("workspace_id");

-- CreateIndex
CREATE INDEX "oidc_entries_expires_at_idx" ON "oidc_entries"("expires_at");

-- AddForeignKey
ALTER TABLE "tools" ADD CONSTRAINT "tools_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_members" ADD CONSTRAINT "tool_members_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_members" ADD CONSTRAINT "tool_members_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_members" ADD CONSTRAINT "tool_members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_sign_ins" ADD CONSTRAINT "tool_sign_ins_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_sign_ins" ADD CONSTRAINT "tool_sign_ins_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_sign_ins" ADD CONSTRAINT "tool_sign_ins_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oidc_entries" ADD CONSTRAINT "oidc_entries_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oidc_entries" ADD CONSTRAINT "oidc_entries_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oidc_entries" ADD CONSTRAINT "oidc_entries_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oidc_entries" ADD CONSTRAINT "oidc_entries_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- By hand: whose link went to themselves alone, as far as that is still known.
UPDATE "members" m SET "is_email_proved" = true
WHERE EXISTS (SELECT 1 FROM "deliveries" d WHERE d.invitation_id = m.invitation_id AND d.state = 'sent')
  AND NOT EXISTS (SELECT 1 FROM "link_views" v WHERE v.invitation_id = m.invitation_id);
