-- AlterTable
ALTER TABLE "Organization" ADD COLUMN "termEndsOn" TEXT;
ALTER TABLE "Organization" ADD COLUMN "termReason" TEXT;
ALTER TABLE "Organization" ADD COLUMN "electionPending" BOOLEAN NOT NULL DEFAULT false;
