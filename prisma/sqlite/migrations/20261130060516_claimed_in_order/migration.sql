-- DropIndex
DROP INDEX "Notice_state_dueAt_idx";

-- CreateIndex
CREATE INDEX "Notice_state_urgent_dueAt_id_idx" ON "Notice"("state", "urgent", "dueAt", "id");
