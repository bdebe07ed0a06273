-- AlterTable
ALTER TABLE "Activity" ADD COLUMN "leadId" INTEGER;

-- AlterTable
ALTER TABLE "ActivityRecord" ADD COLUMN "votingBase" INTEGER;
ALTER TABLE "ActivityRecord" ADD COLUMN "votingPresent" INTEGER;

-- AlterTable
ALTER TABLE "Organization" ADD COLUMN "dissolvedOn" TEXT;
ALTER TABLE "Organization" ADD COLUMN "electedOn" TEXT;
ALTER TABLE "Organization" ADD COLUMN "policies" JSONB;
ALTER TABLE "Organization" ADD COLUMN "sector" TEXT;
ALTER TABLE "Organization" ADD COLUMN "termYears" INTEGER;

-- AlterTable
ALTER TABLE "Program" ADD COLUMN "own" JSONB;
ALTER TABLE "Program" ADD COLUMN "ownEnabled" BOOLEAN;

-- CreateTable
CREATE TABLE "LocalRule" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "organizationId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN,
    "patch" JSONB NOT NULL,
    "binding" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "LocalRule_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Vote" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "votingBase" INTEGER NOT NULL,
    "present" INTEGER NOT NULL,
    "inFavour" INTEGER NOT NULL,
    "against" INTEGER NOT NULL DEFAULT 0,
    "abstained" INTEGER NOT NULL DEFAULT 0,
    "recordedById" INTEGER,
    "recordedAt" DATETIME NOT NULL,
    "withdrawnAt" DATETIME,
    CONSTRAINT "Vote_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ContactPoint" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "fromOn" TEXT NOT NULL,
    "untilOn" TEXT,
    CONSTRAINT "ContactPoint_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ContactPoint_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Transfer" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "fromBranchId" INTEGER NOT NULL,
    "toBranchId" INTEGER,
    "toName" TEXT NOT NULL,
    "letterOn" TEXT NOT NULL,
    "duesPaidTo" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'out',
    "closedOn" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Transfer_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Talk" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "branchId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "otherId" INTEGER NOT NULL,
    "heldOn" TEXT NOT NULL,
    "recordedById" INTEGER,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Development" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "endedOn" TEXT,
    "endReason" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Development_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DevelopmentStep" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "developmentId" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "doneOn" TEXT NOT NULL,
    "remark" TEXT,
    "recordedById" INTEGER,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "DevelopmentStep_developmentId_fkey" FOREIGN KEY ("developmentId") REFERENCES "Development" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Appraisal" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "year" TEXT NOT NULL,
    "grade" TEXT NOT NULL,
    "recordedById" INTEGER,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Appraisal_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Filing" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "organizationId" INTEGER NOT NULL,
    "year" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL DEFAULT 'filed',
    "plan" JSONB NOT NULL,
    "filedById" INTEGER,
    "filedAt" DATETIME NOT NULL,
    "decidedById" INTEGER,
    "decidedAt" DATETIME,
    "remark" TEXT,
    CONSTRAINT "Filing_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Member" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "branchId" INTEGER NOT NULL,
    "groupId" INTEGER,
    "name" TEXT NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "staffNo" TEXT,
    "category" TEXT NOT NULL,
    "phone" TEXT,
    "joinedOn" TEXT,
    "fullOn" TEXT,
    "aliases" JSONB NOT NULL,
    "floating" BOOLEAN NOT NULL DEFAULT false,
    "floatingPlace" TEXT,
    "exempt" BOOLEAN NOT NULL DEFAULT false,
    "leader" BOOLEAN NOT NULL DEFAULT false,
    "votingExcluded" TEXT,
    "leftOn" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Member_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Member_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "Organization" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Member" ("aliases", "branchId", "category", "createdAt", "exempt", "floating", "floatingPlace", "fullOn", "groupId", "id", "joinedOn", "label", "leftOn", "name", "phone", "staffNo") SELECT "aliases", "branchId", "category", "createdAt", "exempt", "floating", "floatingPlace", "fullOn", "groupId", "id", "joinedOn", "label", "leftOn", "name", "phone", "staffNo" FROM "Member";
DROP TABLE "Member";
ALTER TABLE "new_Member" RENAME TO "Member";
CREATE INDEX "Member_branchId_leftOn_idx" ON "Member"("branchId", "leftOn");
CREATE UNIQUE INDEX "Member_branchId_name_label_key" ON "Member"("branchId", "name", "label");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "LocalRule_organizationId_name_key" ON "LocalRule"("organizationId", "name");

-- CreateIndex
CREATE INDEX "Vote_activityId_branchId_idx" ON "Vote"("activityId", "branchId");

-- CreateIndex
CREATE INDEX "ContactPoint_organizationId_idx" ON "ContactPoint"("organizationId");

-- CreateIndex
CREATE INDEX "ContactPoint_memberId_idx" ON "ContactPoint"("memberId");

-- CreateIndex
CREATE INDEX "Transfer_fromBranchId_state_idx" ON "Transfer"("fromBranchId", "state");

-- CreateIndex
CREATE INDEX "Transfer_toBranchId_state_idx" ON "Transfer"("toBranchId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Talk_branchId_memberId_otherId_heldOn_key" ON "Talk"("branchId", "memberId", "otherId", "heldOn");

-- CreateIndex
CREATE UNIQUE INDEX "Development_memberId_key" ON "Development"("memberId");

-- CreateIndex
CREATE INDEX "Development_branchId_idx" ON "Development"("branchId");

-- CreateIndex
CREATE INDEX "DevelopmentStep_developmentId_step_idx" ON "DevelopmentStep"("developmentId", "step");

-- CreateIndex
CREATE INDEX "Appraisal_branchId_year_idx" ON "Appraisal"("branchId", "year");

-- CreateIndex
CREATE UNIQUE INDEX "Appraisal_memberId_year_key" ON "Appraisal"("memberId", "year");

-- CreateIndex
CREATE UNIQUE INDEX "Filing_organizationId_year_revision_key" ON "Filing"("organizationId", "year", "revision");

-- A quarterly rule said in which month of the quarter; now every longer period does.
UPDATE "Program" SET "rule" = json_remove(json_set("rule", '$.inMonth', "rule"->>'monthOfQuarter'), '$.monthOfQuarter')
WHERE "rule"->>'monthOfQuarter' IS NOT NULL;
