-- CreateTable
CREATE TABLE "member_looks" (
    "member_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_looks_pkey" PRIMARY KEY ("member_id")
);

-- CreateIndex
CREATE INDEX "member_looks_due_at_idx" ON "member_looks"("due_at");

-- AddForeignKey
ALTER TABLE "member_looks" ADD CONSTRAINT "member_looks_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the database itself keeps one row for each open account, whichever version of the app writes members. The
-- first look comes at some moment of the next day, so that those of a team are spread over it.
CREATE FUNCTION keep_member_looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO member_looks (member_id, workspace_id, due_at)
    SELECT id, workspace_id, joined_at + random() * interval '1 day' FROM added WHERE closed_at IS NULL;
  ELSE
    DELETE FROM member_looks USING changed
    WHERE member_id = changed.id AND changed.closed_at IS NOT NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER look_at_added_members AFTER INSERT ON members REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_member_looks();
CREATE TRIGGER look_at_open_members AFTER UPDATE ON members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_member_looks();

-- By hand: members who are there already.
INSERT INTO member_looks (member_id, workspace_id, due_at)
SELECT id, workspace_id, now() + random() * interval '1 day' FROM members WHERE closed_at IS NULL;
