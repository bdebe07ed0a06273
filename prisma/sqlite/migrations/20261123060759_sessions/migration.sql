-- AlterTable
ALTER TABLE "Activity" ADD COLUMN "occasionId" INTEGER;

-- CreateIndex
CREATE INDEX "Activity_occasionId_idx" ON "Activity"("occasionId");
