-- AlterTable
ALTER TABLE "Member" ADD COLUMN "votingConsent" TEXT;
ALTER TABLE "Member" ADD COLUMN "votingExcludedOn" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_ActivityRecord" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "frozenAt" DATETIME NOT NULL,
    "host" TEXT,
    "recorder" TEXT,
    "content" TEXT,
    "noDecisions" BOOLEAN NOT NULL DEFAULT false,
    "noVotes" BOOLEAN NOT NULL DEFAULT false,
    "hostDelegated" BOOLEAN NOT NULL DEFAULT false,
    "closedAt" DATETIME,
    "closedById" INTEGER,
    "reopenReason" TEXT,
    "votingBase" INTEGER,
    "votingPresent" INTEGER,
    CONSTRAINT "ActivityRecord_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ActivityRecord_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_ActivityRecord" ("activityId", "branchId", "closedAt", "closedById", "content", "frozenAt", "host", "id", "noDecisions", "recorder", "reopenReason", "state", "votingBase", "votingPresent") SELECT "activityId", "branchId", "closedAt", "closedById", "content", "frozenAt", "host", "id", "noDecisions", "recorder", "reopenReason", "state", "votingBase", "votingPresent" FROM "ActivityRecord";
DROP TABLE "ActivityRecord";
ALTER TABLE "new_ActivityRecord" RENAME TO "ActivityRecord";
CREATE INDEX "ActivityRecord_branchId_state_idx" ON "ActivityRecord"("branchId", "state");
CREATE UNIQUE INDEX "ActivityRecord_activityId_branchId_key" ON "ActivityRecord"("activityId", "branchId");
CREATE TABLE "new_Participation" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "expected" BOOLEAN NOT NULL DEFAULT false,
    "voting" BOOLEAN NOT NULL DEFAULT false,
    "acknowledgedAt" DATETIME,
    "answer" TEXT,
    "answeredAt" DATETIME,
    "reason" TEXT,
    "lateMinutes" INTEGER,
    "leaveState" TEXT,
    "reportedById" INTEGER,
    "claim" TEXT,
    "claimAt" DATETIME,
    "claimById" INTEGER,
    "attendance" TEXT,
    "attendanceAt" DATETIME,
    CONSTRAINT "Participation_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Participation_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Participation" ("acknowledgedAt", "activityId", "answer", "answeredAt", "attendance", "attendanceAt", "branchId", "claim", "claimAt", "claimById", "expected", "id", "lateMinutes", "leaveState", "memberId", "reason", "reportedById") SELECT "acknowledgedAt", "activityId", "answer", "answeredAt", "attendance", "attendanceAt", "branchId", "claim", "claimAt", "claimById", "expected", "id", "lateMinutes", "leaveState", "memberId", "reason", "reportedById" FROM "Participation";
DROP TABLE "Participation";
ALTER TABLE "new_Participation" RENAME TO "Participation";
CREATE INDEX "Participation_memberId_idx" ON "Participation"("memberId");
CREATE UNIQUE INDEX "Participation_activityId_memberId_key" ON "Participation"("activityId", "memberId");
CREATE TABLE "new_Vote" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "office" TEXT,
    "votingBase" INTEGER NOT NULL,
    "present" INTEGER NOT NULL,
    "inFavour" INTEGER NOT NULL,
    "against" INTEGER NOT NULL DEFAULT 0,
    "abstained" INTEGER NOT NULL DEFAULT 0,
    "written" INTEGER NOT NULL DEFAULT 0,
    "issued" INTEGER,
    "returned" INTEGER,
    "valid" INTEGER,
    "recordedById" INTEGER,
    "recordedAt" DATETIME NOT NULL,
    "withdrawnAt" DATETIME,
    CONSTRAINT "Vote_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Vote" ("abstained", "activityId", "against", "branchId", "id", "inFavour", "kind", "present", "recordedAt", "recordedById", "subject", "votingBase", "withdrawnAt") SELECT "abstained", "activityId", "against", "branchId", "id", "inFavour", "kind", "present", "recordedAt", "recordedById", "subject", "votingBase", "withdrawnAt" FROM "Vote";
DROP TABLE "Vote";
ALTER TABLE "new_Vote" RENAME TO "Vote";
CREATE INDEX "Vote_activityId_branchId_idx" ON "Vote"("activityId", "branchId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
