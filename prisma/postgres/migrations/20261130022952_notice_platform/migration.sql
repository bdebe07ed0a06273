-- AlterTable
ALTER TABLE "Notice" ADD COLUMN     "platform" TEXT;
