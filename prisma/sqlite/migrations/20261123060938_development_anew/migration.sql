-- DropIndex
DROP INDEX "Development_branchId_idx";

-- DropIndex
DROP INDEX "Development_memberId_key";

-- AlterTable
ALTER TABLE "DevelopmentStep" ADD COLUMN "extendedMonths" INTEGER;

-- CreateIndex
CREATE INDEX "Development_memberId_idx" ON "Development"("memberId");

-- CreateIndex
CREATE INDEX "Development_branchId_endedOn_idx" ON "Development"("branchId", "endedOn");
