-- CreateIndex
CREATE INDEX "DuesMonth_state_branchId_month_idx" ON "DuesMonth"("state", "branchId", "month");

-- CreateIndex
CREATE INDEX "Program_kind_organizationId_idx" ON "Program"("kind", "organizationId");
