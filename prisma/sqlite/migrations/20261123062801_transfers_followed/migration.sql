-- AlterTable
ALTER TABLE "DuesMonth" ADD COLUMN "approval" TEXT;

-- AlterTable
ALTER TABLE "Member" ADD COLUMN "floatingSince" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Transfer" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "fromBranchId" INTEGER,
    "fromName" TEXT,
    "toBranchId" INTEGER,
    "toName" TEXT NOT NULL,
    "letterOn" TEXT NOT NULL,
    "duesPaidTo" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'out',
    "remark" TEXT,
    "closedOn" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Transfer_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Transfer" ("closedOn", "createdAt", "duesPaidTo", "fromBranchId", "id", "letterOn", "memberId", "state", "toBranchId", "toName") SELECT "closedOn", "createdAt", "duesPaidTo", "fromBranchId", "id", "letterOn", "memberId", "state", "toBranchId", "toName" FROM "Transfer";
DROP TABLE "Transfer";
ALTER TABLE "new_Transfer" RENAME TO "Transfer";
CREATE INDEX "Transfer_fromBranchId_state_idx" ON "Transfer"("fromBranchId", "state");
CREATE INDEX "Transfer_toBranchId_state_idx" ON "Transfer"("toBranchId", "state");
CREATE INDEX "Transfer_memberId_idx" ON "Transfer"("memberId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
