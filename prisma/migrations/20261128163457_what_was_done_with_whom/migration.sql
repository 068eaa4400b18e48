-- AlterTable
ALTER TABLE "audit_people" ADD COLUMN     "is_about" BOOLEAN NOT NULL DEFAULT true;

-- By hand: with whom nothing was done whom the entry doesn't name. Of an address with letters beyond ASCII that isn't told by
-- comparing: those stay.
UPDATE "audit_people" p SET "is_about" = false FROM "audit_entries" a
WHERE a.id = p.entry_id AND p.person NOT LIKE '%xn--%'
  AND octet_length(concat(a.subject, a.detail::text)) = length(concat(a.subject, a.detail::text))
  AND lower(a.subject) <> p.person AND lower(COALESCE(a.detail->>'email', '')) <> p.person
  AND NOT (a.act = 'invited_address_changed' AND lower(COALESCE(a.detail->>'was', '')) = p.person);

-- By hand: what was done with somebody, however much they did themselves.
CREATE INDEX "audit_people_about" ON "audit_people" ("workspace_id", "kind", "person", "at" DESC, "entry_id" DESC)
  WHERE is_about;
