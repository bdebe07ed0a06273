-- CreateEnum
CREATE TYPE "OrganizationKind" AS ENUM ('committee', 'general_branch', 'branch', 'group');

-- CreateEnum
CREATE TYPE "MemberCategory" AS ENUM ('full', 'probationary', 'applicant', 'activist', 'candidate');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('secretary', 'deputy_secretary', 'organization_officer', 'publicity_officer', 'discipline_officer', 'committee_member', 'group_leader', 'committee_officer');

-- CreateEnum
CREATE TYPE "ActivityState" AS ENUM ('planned', 'approved', 'held', 'cancelled');

-- CreateEnum
CREATE TYPE "Answer" AS ENUM ('attend', 'online', 'leave', 'decline', 'tentative');

-- CreateEnum
CREATE TYPE "LeaveState" AS ENUM ('requested', 'approved', 'rejected');

-- CreateEnum
CREATE TYPE "Attendance" AS ENUM ('present', 'online', 'leave', 'absent');

-- CreateEnum
CREATE TYPE "ClaimKind" AS ENUM ('code', 'claimed', 'proxy', 'wrong_code');

-- CreateEnum
CREATE TYPE "RecordState" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "VoteKind" AS ENUM ('general', 'admission', 'election');

-- CreateEnum
CREATE TYPE "MakeUpState" AS ENUM ('owed', 'claimed', 'done');

-- CreateEnum
CREATE TYPE "DuesState" AS ENUM ('due', 'claimed', 'paid', 'exempt', 'waived');

-- CreateEnum
CREATE TYPE "PaymentState" AS ENUM ('claimed', 'verified', 'withdrawn');

-- CreateEnum
CREATE TYPE "TransferState" AS ENUM ('out', 'received', 'returned', 'withdrawn');

-- CreateEnum
CREATE TYPE "FilingState" AS ENUM ('filed', 'returned', 'accepted');

-- CreateEnum
CREATE TYPE "NoticeState" AS ENUM ('due', 'claimed', 'sending', 'sent', 'unconfirmed', 'failed', 'expired');

-- CreateEnum
CREATE TYPE "RecipientKind" AS ENUM ('room', 'member', 'account', 'organization');

-- CreateEnum
CREATE TYPE "BindingKind" AS ENUM ('room', 'member');

-- CreateTable
CREATE TABLE "Organization" (
    "id" SERIAL NOT NULL,
    "parentId" INTEGER,
    "kind" "OrganizationKind" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "path" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "place" TEXT COLLATE "C",
    "hours" JSONB,
    "rosterRevision" INTEGER NOT NULL DEFAULT 0,
    "sector" TEXT COLLATE "C",
    "electedOn" TEXT COLLATE "C",
    "termYears" INTEGER,
    "termEndsOn" TEXT COLLATE "C",
    "termReason" TEXT COLLATE "C",
    "electionPending" BOOLEAN NOT NULL DEFAULT false,
    "policies" JSONB,
    "dissolvedOn" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Member" (
    "id" SERIAL NOT NULL,
    "branchId" INTEGER NOT NULL,
    "groupId" INTEGER,
    "name" TEXT COLLATE "C" NOT NULL,
    "label" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "staffNo" TEXT COLLATE "C",
    "category" "MemberCategory" NOT NULL,
    "phone" TEXT COLLATE "C",
    "joinedOn" TEXT COLLATE "C",
    "fullOn" TEXT COLLATE "C",
    "aliases" JSONB NOT NULL,
    "floating" BOOLEAN NOT NULL DEFAULT false,
    "floatingPlace" TEXT COLLATE "C",
    "floatingSince" TEXT COLLATE "C",
    "exempt" BOOLEAN NOT NULL DEFAULT false,
    "leader" BOOLEAN NOT NULL DEFAULT false,
    "votingExcluded" TEXT COLLATE "C",
    "votingExcludedOn" TEXT COLLATE "C",
    "votingConsent" TEXT COLLATE "C",
    "leftOn" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Position" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "role" "Role" NOT NULL,

    CONSTRAINT "Position_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" SERIAL NOT NULL,
    "platform" TEXT COLLATE "C" NOT NULL,
    "userId" TEXT COLLATE "C" NOT NULL,
    "memberId" INTEGER,
    "claimedMemberId" INTEGER,
    "name" TEXT COLLATE "C" NOT NULL,
    "reachable" BOOLEAN NOT NULL DEFAULT false,
    "lastSeenAt" TIMESTAMP(3),

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Room" (
    "id" SERIAL NOT NULL,
    "platform" TEXT COLLATE "C" NOT NULL,
    "roomId" TEXT COLLATE "C" NOT NULL,
    "title" TEXT COLLATE "C" NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "announce" BOOLEAN NOT NULL DEFAULT true,
    "asleepSince" TIMESTAMP(3),

    CONSTRAINT "Room_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Program" (
    "id" SERIAL NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "rule" JSONB NOT NULL,
    "own" JSONB,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "ownEnabled" BOOLEAN,
    "startsOn" TEXT COLLATE "C" NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Explanation" (
    "id" SERIAL NOT NULL,
    "programId" INTEGER NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "period" TEXT COLLATE "C" NOT NULL,
    "words" TEXT COLLATE "C" NOT NULL,
    "recordedById" INTEGER,
    "recordedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Explanation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LocalRule" (
    "id" SERIAL NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "enabled" BOOLEAN,
    "patch" JSONB NOT NULL,
    "binding" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LocalRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Activity" (
    "id" SERIAL NOT NULL,
    "programId" INTEGER,
    "organizationId" INTEGER NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "period" TEXT COLLATE "C" NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT COLLATE "C" NOT NULL,
    "topic" TEXT COLLATE "C",
    "place" TEXT COLLATE "C",
    "startsAt" TIMESTAMP(3) NOT NULL,
    "endsAt" TIMESTAMP(3),
    "state" "ActivityState" NOT NULL DEFAULT 'planned',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "dateReason" TEXT COLLATE "C",
    "cancelReason" TEXT COLLATE "C",
    "announcedRevision" INTEGER NOT NULL DEFAULT 0,
    "leadId" INTEGER,
    "occasionId" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Activity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Participation" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "expected" BOOLEAN NOT NULL DEFAULT false,
    "voting" BOOLEAN NOT NULL DEFAULT false,
    "acknowledgedAt" TIMESTAMP(3),
    "answer" "Answer",
    "answeredAt" TIMESTAMP(3),
    "reason" TEXT COLLATE "C",
    "lateMinutes" INTEGER,
    "leaveState" "LeaveState",
    "reportedById" INTEGER,
    "claim" "ClaimKind",
    "claimAt" TIMESTAMP(3),
    "claimById" INTEGER,
    "attendance" "Attendance",
    "attendanceAt" TIMESTAMP(3),

    CONSTRAINT "Participation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActivityRecord" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "state" "RecordState" NOT NULL DEFAULT 'open',
    "frozenAt" TIMESTAMP(3) NOT NULL,
    "host" TEXT COLLATE "C",
    "recorder" TEXT COLLATE "C",
    "content" TEXT COLLATE "C",
    "noDecisions" BOOLEAN NOT NULL DEFAULT false,
    "noVotes" BOOLEAN NOT NULL DEFAULT false,
    "hostDelegated" BOOLEAN NOT NULL DEFAULT false,
    "closedAt" TIMESTAMP(3),
    "closedById" INTEGER,
    "reopenReason" TEXT COLLATE "C",
    "votingBase" INTEGER,
    "votingPresent" INTEGER,

    CONSTRAINT "ActivityRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" SERIAL NOT NULL,
    "recordId" INTEGER NOT NULL,
    "content" TEXT COLLATE "C" NOT NULL,
    "owner" TEXT COLLATE "C" NOT NULL,
    "memberId" INTEGER,
    "dueOn" TEXT COLLATE "C",

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Vote" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "kind" "VoteKind" NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
    "office" TEXT COLLATE "C",
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
    "recordedAt" TIMESTAMP(3) NOT NULL,
    "withdrawnAt" TIMESTAMP(3),

    CONSTRAINT "Vote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "mediaType" TEXT COLLATE "C" NOT NULL,
    "path" TEXT COLLATE "C" NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT COLLATE "C" NOT NULL,
    "addedById" INTEGER,
    "addedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MakeUp" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "dueOn" TEXT COLLATE "C" NOT NULL,
    "state" "MakeUpState" NOT NULL DEFAULT 'owed',
    "doneOn" TEXT COLLATE "C",

    CONSTRAINT "MakeUp_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CheckIn" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "code" TEXT COLLATE "C" NOT NULL,
    "opensAt" TIMESTAMP(3) NOT NULL,
    "closesAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "CheckIn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Chain" (
    "id" SERIAL NOT NULL,
    "roomId" INTEGER NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "activityId" INTEGER,
    "text" TEXT COLLATE "C" NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Chain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DuesAssessment" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "fromMonth" TEXT COLLATE "C" NOT NULL,
    "amountFen" INTEGER NOT NULL,
    "basis" TEXT COLLATE "C" NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "DuesAssessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DuesMonth" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "month" TEXT COLLATE "C" NOT NULL,
    "dueFen" INTEGER NOT NULL,
    "paidFen" INTEGER NOT NULL DEFAULT 0,
    "state" "DuesState" NOT NULL DEFAULT 'due',
    "approval" TEXT COLLATE "C",

    CONSTRAINT "DuesMonth_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DuesPayment" (
    "id" SERIAL NOT NULL,
    "duesMonthId" INTEGER NOT NULL,
    "claimedFen" INTEGER,
    "receivedFen" INTEGER,
    "state" "PaymentState" NOT NULL DEFAULT 'claimed',
    "paidById" INTEGER,
    "claimedAt" TIMESTAMP(3) NOT NULL,
    "verifiedById" INTEGER,
    "verifiedAt" TIMESTAMP(3),

    CONSTRAINT "DuesPayment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ContactPoint" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "fromOn" TEXT COLLATE "C" NOT NULL,
    "untilOn" TEXT COLLATE "C",

    CONSTRAINT "ContactPoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Transfer" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "fromBranchId" INTEGER,
    "fromName" TEXT COLLATE "C",
    "toBranchId" INTEGER,
    "toName" TEXT COLLATE "C" NOT NULL,
    "letterOn" TEXT COLLATE "C" NOT NULL,
    "duesPaidTo" TEXT COLLATE "C" NOT NULL,
    "state" "TransferState" NOT NULL DEFAULT 'out',
    "remark" TEXT COLLATE "C",
    "closedOn" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Transfer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Talk" (
    "id" SERIAL NOT NULL,
    "branchId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "otherId" INTEGER NOT NULL,
    "heldOn" TEXT COLLATE "C" NOT NULL,
    "recordedById" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Talk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Development" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "version" TEXT COLLATE "C" NOT NULL,
    "endedOn" TEXT COLLATE "C",
    "endReason" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Development_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DevelopmentStep" (
    "id" SERIAL NOT NULL,
    "developmentId" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "doneOn" TEXT COLLATE "C" NOT NULL,
    "remark" TEXT COLLATE "C",
    "extendedMonths" INTEGER,
    "recordedById" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "DevelopmentStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Appraisal" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "branchId" INTEGER NOT NULL,
    "year" TEXT COLLATE "C" NOT NULL,
    "grade" TEXT COLLATE "C" NOT NULL,
    "recordedById" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Appraisal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Filing" (
    "id" SERIAL NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "year" TEXT COLLATE "C" NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "state" "FilingState" NOT NULL DEFAULT 'filed',
    "plan" JSONB NOT NULL,
    "filedById" INTEGER,
    "filedAt" TIMESTAMP(3) NOT NULL,
    "decidedById" INTEGER,
    "decidedAt" TIMESTAMP(3),
    "remark" TEXT COLLATE "C",

    CONSTRAINT "Filing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Inbound" (
    "id" SERIAL NOT NULL,
    "platform" TEXT COLLATE "C" NOT NULL,
    "account" TEXT COLLATE "C" NOT NULL,
    "messageId" TEXT COLLATE "C" NOT NULL,
    "conversation" TEXT COLLATE "C" NOT NULL,
    "userId" TEXT COLLATE "C" NOT NULL,
    "memberId" INTEGER,
    "text" TEXT COLLATE "C" NOT NULL,
    "outcome" TEXT COLLATE "C" NOT NULL,
    "receivedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Inbound_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Question" (
    "id" SERIAL NOT NULL,
    "memberId" INTEGER NOT NULL,
    "conversation" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "facts" JSONB NOT NULL,
    "askedAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "settledAt" TIMESTAMP(3),

    CONSTRAINT "Question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" SERIAL NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "facts" JSONB NOT NULL,
    "causeKind" TEXT COLLATE "C" NOT NULL,
    "causeId" TEXT COLLATE "C" NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "stage" TEXT COLLATE "C" NOT NULL,
    "recipientKind" "RecipientKind" NOT NULL,
    "recipientId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL DEFAULT 0,
    "organizationId" INTEGER,
    "unprompted" BOOLEAN NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "helpsUntil" TIMESTAMP(3),
    "state" "NoticeState" NOT NULL DEFAULT 'due',
    "leaseUntil" TIMESTAMP(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "sentAt" TIMESTAMP(3),
    "outcome" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actorId" INTEGER,
    "actorKind" TEXT COLLATE "C" NOT NULL,
    "inboundId" INTEGER,
    "action" TEXT COLLATE "C" NOT NULL,
    "subjectKind" TEXT COLLATE "C" NOT NULL,
    "subjectId" INTEGER NOT NULL,
    "organizationId" INTEGER,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BindingCode" (
    "id" SERIAL NOT NULL,
    "codeHash" TEXT COLLATE "C" NOT NULL,
    "kind" "BindingKind" NOT NULL,
    "organizationId" INTEGER,
    "memberId" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "BindingCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT COLLATE "C" NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
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
CREATE UNIQUE INDEX "Explanation_programId_organizationId_period_key" ON "Explanation"("programId", "organizationId", "period");

-- CreateIndex
CREATE UNIQUE INDEX "LocalRule_organizationId_name_key" ON "LocalRule"("organizationId", "name");

-- CreateIndex
CREATE INDEX "Activity_organizationId_startsAt_idx" ON "Activity"("organizationId", "startsAt");

-- CreateIndex
CREATE INDEX "Activity_state_startsAt_idx" ON "Activity"("state", "startsAt");

-- CreateIndex
CREATE INDEX "Activity_occasionId_idx" ON "Activity"("occasionId");

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
CREATE INDEX "Vote_activityId_branchId_idx" ON "Vote"("activityId", "branchId");

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
CREATE INDEX "ContactPoint_organizationId_idx" ON "ContactPoint"("organizationId");

-- CreateIndex
CREATE INDEX "ContactPoint_memberId_idx" ON "ContactPoint"("memberId");

-- CreateIndex
CREATE INDEX "Transfer_fromBranchId_state_idx" ON "Transfer"("fromBranchId", "state");

-- CreateIndex
CREATE INDEX "Transfer_toBranchId_state_idx" ON "Transfer"("toBranchId", "state");

-- CreateIndex
CREATE INDEX "Transfer_memberId_idx" ON "Transfer"("memberId");

-- CreateIndex
CREATE UNIQUE INDEX "Talk_branchId_memberId_otherId_heldOn_key" ON "Talk"("branchId", "memberId", "otherId", "heldOn");

-- CreateIndex
CREATE INDEX "Development_memberId_idx" ON "Development"("memberId");

-- CreateIndex
CREATE INDEX "Development_branchId_endedOn_idx" ON "Development"("branchId", "endedOn");

-- CreateIndex
CREATE INDEX "DevelopmentStep_developmentId_step_idx" ON "DevelopmentStep"("developmentId", "step");

-- CreateIndex
CREATE INDEX "Appraisal_branchId_year_idx" ON "Appraisal"("branchId", "year");

-- CreateIndex
CREATE UNIQUE INDEX "Appraisal_memberId_year_key" ON "Appraisal"("memberId", "year");

-- CreateIndex
CREATE UNIQUE INDEX "Filing_organizationId_year_revision_key" ON "Filing"("organizationId", "year", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "Inbound_platform_account_messageId_key" ON "Inbound"("platform", "account", "messageId");

-- CreateIndex
CREATE INDEX "Question_memberId_settledAt_idx" ON "Question"("memberId", "settledAt");

-- CreateIndex
CREATE INDEX "Notice_state_dueAt_idx" ON "Notice"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Notice_recipientKind_recipientId_sentAt_idx" ON "Notice"("recipientKind", "recipientId", "sentAt");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_causeKind_causeId_revision_stage_recipientKind_recip_key" ON "Notice"("causeKind", "causeId", "revision", "stage", "recipientKind", "recipientId", "ordinal");

-- CreateIndex
CREATE INDEX "AuditEntry_subjectKind_subjectId_idx" ON "AuditEntry"("subjectKind", "subjectId");

-- CreateIndex
CREATE INDEX "AuditEntry_organizationId_at_idx" ON "AuditEntry"("organizationId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "BindingCode_codeHash_key" ON "BindingCode"("codeHash");

-- AddForeignKey
ALTER TABLE "Organization" ADD CONSTRAINT "Organization_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Organization"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "Organization"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Position" ADD CONSTRAINT "Position_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Position" ADD CONSTRAINT "Position_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_claimedMemberId_fkey" FOREIGN KEY ("claimedMemberId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Room" ADD CONSTRAINT "Room_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Program" ADD CONSTRAINT "Program_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Explanation" ADD CONSTRAINT "Explanation_programId_fkey" FOREIGN KEY ("programId") REFERENCES "Program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LocalRule" ADD CONSTRAINT "LocalRule_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_programId_fkey" FOREIGN KEY ("programId") REFERENCES "Program"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Participation" ADD CONSTRAINT "Participation_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Participation" ADD CONSTRAINT "Participation_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActivityRecord" ADD CONSTRAINT "ActivityRecord_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActivityRecord" ADD CONSTRAINT "ActivityRecord_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_recordId_fkey" FOREIGN KEY ("recordId") REFERENCES "ActivityRecord"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Vote" ADD CONSTRAINT "Vote_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MakeUp" ADD CONSTRAINT "MakeUp_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MakeUp" ADD CONSTRAINT "MakeUp_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CheckIn" ADD CONSTRAINT "CheckIn_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DuesAssessment" ADD CONSTRAINT "DuesAssessment_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DuesMonth" ADD CONSTRAINT "DuesMonth_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DuesPayment" ADD CONSTRAINT "DuesPayment_duesMonthId_fkey" FOREIGN KEY ("duesMonthId") REFERENCES "DuesMonth"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ContactPoint" ADD CONSTRAINT "ContactPoint_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ContactPoint" ADD CONSTRAINT "ContactPoint_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Transfer" ADD CONSTRAINT "Transfer_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Development" ADD CONSTRAINT "Development_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DevelopmentStep" ADD CONSTRAINT "DevelopmentStep_developmentId_fkey" FOREIGN KEY ("developmentId") REFERENCES "Development"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Appraisal" ADD CONSTRAINT "Appraisal_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Filing" ADD CONSTRAINT "Filing_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
