-- By hand, as BIGSERIAL would write every row anew while nobody may use the table: those that are there get 0 without a write.
ALTER TABLE "deliveries" ADD COLUMN     "queue_number" BIGINT NOT NULL DEFAULT 0;
CREATE SEQUENCE deliveries_queue_number_seq OWNED BY deliveries.queue_number;
ALTER TABLE "deliveries" ALTER COLUMN "queue_number" SET DEFAULT nextval('deliveries_queue_number_seq');
