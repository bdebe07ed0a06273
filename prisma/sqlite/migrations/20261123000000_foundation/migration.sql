-- CreateTable
CREATE TABLE "Organization" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "parentId" INTEGER,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL DEFAULT '',
    "place" TEXT,
    "hours" JSONB,
    "rosterRevision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Organization_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Organization" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Member" (
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
    "leftOn" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Member_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Member_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "Organization" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Position" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    CONSTRAINT "Position_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Position_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Account" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "memberId" INTEGER,
    "claimedMemberId" INTEGER,
    "name" TEXT NOT NULL,
    "reachable" BOOLEAN NOT NULL DEFAULT false,
    "lastSeenAt" DATETIME,
    CONSTRAINT "Account_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Account_claimedMemberId_fkey" FOREIGN KEY ("claimedMemberId") REFERENCES "Member" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Room" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "roomId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "announce" BOOLEAN NOT NULL DEFAULT true,
    "asleepSince" DATETIME,
    CONSTRAINT "Room_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Program" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "organizationId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "startsOn" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Program_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Activity" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "programId" INTEGER,
    "organizationId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT NOT NULL,
    "topic" TEXT,
    "place" TEXT,
    "startsAt" DATETIME NOT NULL,
    "endsAt" DATETIME,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "dateReason" TEXT,
    "cancelReason" TEXT,
    "announcedRevision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Activity_programId_fkey" FOREIGN KEY ("programId") REFERENCES "Program" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Activity_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Participation" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "expected" BOOLEAN NOT NULL DEFAULT false,
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

-- CreateTable
CREATE TABLE "ActivityRecord" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "frozenAt" DATETIME NOT NULL,
    "host" TEXT,
    "recorder" TEXT,
    "content" TEXT,
    "noDecisions" BOOLEAN NOT NULL DEFAULT false,
    "closedAt" DATETIME,
    "closedById" INTEGER,
    "reopenReason" TEXT,
    CONSTRAINT "ActivityRecord_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ActivityRecord_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Organization" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "recordId" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "memberId" INTEGER,
    "dueOn" TEXT,
    CONSTRAINT "Decision_recordId_fkey" FOREIGN KEY ("recordId") REFERENCES "ActivityRecord" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "addedById" INTEGER,
    "addedAt" DATETIME NOT NULL,
    CONSTRAINT "Attachment_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "MakeUp" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "dueOn" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'owed',
    "doneOn" TEXT,
    CONSTRAINT "MakeUp_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "MakeUp_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CheckIn" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "opensAt" DATETIME NOT NULL,
    "closesAt" DATETIME NOT NULL,
    CONSTRAINT "CheckIn_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Chain" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "roomId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "activityId" INTEGER,
    "text" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "DuesAssessment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "fromMonth" TEXT NOT NULL,
    "amountFen" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "DuesAssessment_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DuesMonth" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "dueFen" INTEGER NOT NULL,
    "paidFen" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'due',
    CONSTRAINT "DuesMonth_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DuesPayment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "duesMonthId" INTEGER NOT NULL,
    "claimedFen" INTEGER,
    "receivedFen" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'claimed',
    "paidById" INTEGER,
    "claimedAt" DATETIME NOT NULL,
    "verifiedById" INTEGER,
    "verifiedAt" DATETIME,
    CONSTRAINT "DuesPayment_duesMonthId_fkey" FOREIGN KEY ("duesMonthId") REFERENCES "DuesMonth" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Inbound" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "memberId" INTEGER,
    "text" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "receivedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Question" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "memberId" INTEGER NOT NULL,
    "conversation" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "askedAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "settledAt" DATETIME
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "causeKind" TEXT NOT NULL,
    "causeId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "stage" TEXT NOT NULL,
    "recipientKind" TEXT NOT NULL,
    "recipientId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL DEFAULT 0,
    "organizationId" INTEGER,
    "unprompted" BOOLEAN NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "dueAt" DATETIME NOT NULL,
    "helpsUntil" DATETIME,
    "state" TEXT NOT NULL DEFAULT 'due',
    "leaseUntil" DATETIME,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "sentAt" DATETIME,
    "outcome" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "actorId" INTEGER,
    "actorKind" TEXT NOT NULL,
    "inboundId" INTEGER,
    "action" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectId" INTEGER NOT NULL,
    "organizationId" INTEGER,
    "before" JSONB,
    "after" JSONB
);

-- CreateTable
CREATE TABLE "BindingCode" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "codeHash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "organizationId" INTEGER,
    "memberId" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL
);

-- CreateIndex
CREATE INDEX "Organization_path_idx" ON "Organization"("path");

-- CreateIndex
CREATE UNIQUE INDEX "Organization_parentId_name_key" ON "Organization"("parentId", "name");

-- CreateIndex
CREATE INDEX "Member_branchId_leftOn_idx" ON "Member"("branchId", "leftOn");

-- CreateIndex
CREATE UNIQUE INDEX "Member_branchId_name_label_key" ON "Member"("branchId", "name", "label");

-- CreateIndex
CREATE INDEX "Position_organizationId_idx" ON "Position"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Position_memberId_organizationId_role_key" ON "Position"("memberId", "organizationId", "role");

-- CreateIndex
CREATE INDEX "Account_memberId_idx" ON "Account"("memberId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_platform_userId_key" ON "Account"("platform", "userId");

-- CreateIndex
CREATE INDEX "Room_organizationId_idx" ON "Room"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Room_platform_roomId_key" ON "Room"("platform", "roomId");

-- CreateIndex
CREATE UNIQUE INDEX "Program_organizationId_name_key" ON "Program"("organizationId", "name");

-- CreateIndex
CREATE INDEX "Activity_organizationId_startsAt_idx" ON "Activity"("organizationId", "startsAt");

-- CreateIndex
CREATE INDEX "Activity_state_startsAt_idx" ON "Activity"("state", "startsAt");

-- CreateIndex
CREATE UNIQUE INDEX "Activity_programId_organizationId_period_sequence_key" ON "Activity"("programId", "organizationId", "period", "sequence");

-- CreateIndex
CREATE INDEX "Participation_memberId_idx" ON "Participation"("memberId");

-- CreateIndex
CREATE UNIQUE INDEX "Participation_activityId_memberId_key" ON "Participation"("activityId", "memberId");

-- CreateIndex
CREATE INDEX "ActivityRecord_branchId_state_idx" ON "ActivityRecord"("branchId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "ActivityRecord_activityId_branchId_key" ON "ActivityRecord"("activityId", "branchId");

-- CreateIndex
CREATE INDEX "Decision_recordId_idx" ON "Decision"("recordId");

-- CreateIndex
CREATE UNIQUE INDEX "Attachment_activityId_sha256_key" ON "Attachment"("activityId", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "MakeUp_activityId_memberId_key" ON "MakeUp"("activityId", "memberId");

-- CreateIndex
CREATE UNIQUE INDEX "CheckIn_activityId_branchId_key" ON "CheckIn"("activityId", "branchId");

-- CreateIndex
CREATE UNIQUE INDEX "Chain_roomId_key_key" ON "Chain"("roomId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "DuesAssessment_memberId_fromMonth_key" ON "DuesAssessment"("memberId", "fromMonth");

-- CreateIndex
CREATE INDEX "DuesMonth_branchId_month_state_idx" ON "DuesMonth"("branchId", "month", "state");

-- CreateIndex
CREATE UNIQUE INDEX "DuesMonth_memberId_month_key" ON "DuesMonth"("memberId", "month");

-- CreateIndex
CREATE INDEX "DuesPayment_duesMonthId_idx" ON "DuesPayment"("duesMonthId");

-- CreateIndex
CREATE UNIQUE INDEX "Inbound_platform_account_messageId_key" ON "Inbound"("platform", "account", "messageId");

-- CreateIndex
CREATE INDEX "Question_memberId_settledAt_idx" ON "Question"("memberId", "settledAt");

-- CreateIndex
CREATE INDEX "Notice_state_dueAt_idx" ON "Notice"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Notice_recipientKind_recipientId_sentAt_idx" ON "Notice"("recipientKind", "recipientId", "sentAt");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_causeKind_causeId_revision_stage_recipientKind_recipientId_ordinal_key" ON "Notice"("causeKind", "causeId", "revision", "stage", "recipientKind", "recipientId", "ordinal");

-- CreateIndex
CREATE INDEX "AuditEntry_subjectKind_subjectId_idx" ON "AuditEntry"("subjectKind", "subjectId");

-- CreateIndex
CREATE INDEX "AuditEntry_organizationId_at_idx" ON "AuditEntry"("organizationId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "BindingCode_codeHash_key" ON "BindingCode"("codeHash");
