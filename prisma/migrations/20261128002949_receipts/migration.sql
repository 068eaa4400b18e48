-- CreateTable
CREATE TABLE "receipt_lines" (
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "tool" TEXT NOT NULL,
    "state" "delivery_state",
    "reason" TEXT,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "receipt_lines_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "receipt_lines_entry_id_idx" ON "receipt_lines"("entry_id");

-- AddForeignKey
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "audit_entries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the lines of an entry's receipt, for whatever lists entries; null of one that has none.
CREATE FUNCTION receipt_of(entry uuid) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT json_agg(json_build_object('tool', tool, 'state', state, 'reason', reason, 'until', until))
  FROM receipt_lines WHERE entry_id = entry
$$;
