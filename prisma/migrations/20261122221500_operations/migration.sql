-- AlterTable: by hand, so that deliveries of before get their day, too.
ALTER TABLE "deliveries" ADD COLUMN     "give_up_at" TIMESTAMPTZ(3);
UPDATE "deliveries" SET "give_up_at" = "created_at" + interval '1 day';
ALTER TABLE "deliveries" ALTER COLUMN "give_up_at" SET NOT NULL;

-- CreateIndex
CREATE INDEX "deliveries_recipient_sent_at_idx" ON "deliveries"("recipient", "sent_at");

-- By hand: each channel has its own queue.
DROP INDEX deliveries_waiting;
CREATE INDEX deliveries_waiting ON deliveries (channel, due_at) WHERE state IN ('queued', 'sending', 'retrying');

-- By hand: before a direct message is sent, it is looked whether another one to the same person comes first.
CREATE INDEX deliveries_waiting_by_recipient ON deliveries (recipient) WHERE state IN ('queued', 'sending', 'retrying');
