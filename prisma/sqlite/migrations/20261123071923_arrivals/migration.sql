-- CreateTable
CREATE TABLE "Arrival" (
    "inboundId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "conversation" TEXT NOT NULL,
    "senderName" TEXT NOT NULL,
    "addressed" BOOLEAN NOT NULL,
    "button" TEXT,
    "files" JSONB NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0
);

-- CreateIndex
CREATE INDEX "Arrival_conversation_inboundId_idx" ON "Arrival"("conversation", "inboundId");
