-- CreateTable
CREATE TABLE "Explanation" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "programId" INTEGER NOT NULL,
    "organizationId" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "recordedById" INTEGER,
    "recordedAt" DATETIME NOT NULL,
    CONSTRAINT "Explanation_programId_fkey" FOREIGN KEY ("programId") REFERENCES "Program" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Explanation_programId_organizationId_period_key" ON "Explanation"("programId", "organizationId", "period");
