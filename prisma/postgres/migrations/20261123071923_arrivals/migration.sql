-- CreateTable
CREATE TABLE "Arrival" (
    "inboundId" INTEGER NOT NULL,
    "conversation" TEXT COLLATE "C" NOT NULL,
    "senderName" TEXT COLLATE "C" NOT NULL,
    "addressed" BOOLEAN NOT NULL,
    "button" TEXT COLLATE "C",
    "files" JSONB NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Arrival_pkey" PRIMARY KEY ("inboundId")
);

-- CreateIndex
CREATE INDEX "Arrival_conversation_inboundId_idx" ON "Arrival"("conversation", "inboundId");
