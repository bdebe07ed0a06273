-- AlterTable
ALTER TABLE "Program" ADD COLUMN "planned" TEXT;
