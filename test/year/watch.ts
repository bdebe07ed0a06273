import { DatabaseSync } from '@photostructure/sqlite'

/** What organizational life is kept in: a question, a repeated message or a stranger's word may change none of it. */
const state: Record<string, string> = {
  Organization: '',
  Member: '',
  Position: '',
  Program: '',
  LocalRule: '',
  Explanation: '',
  // That the group was told of it is noted when it is told.
  Activity:
    'OF "state", "startsAt", "endsAt", "title", "topic", "place", "revision", "leadId", "occasionId", "provisional"',
  Participation: '',
  ActivityRecord: '',
  Decision: '',
  Vote: '',
  MakeUp: '',
  CheckIn: '',
  Chain: '',
  DuesAssessment: '',
  DuesMonth: '',
  DuesPayment: '',
  ContactPoint: '',
  Transfer: '',
  Talk: '',
  Development: '',
  DevelopmentStep: '',
  Appraisal: '',
  Filing: '',
  AuditEntry: '',
}

/** Invariant 3: `due → claimed → sending → sent | unconfirmed | failed | expired`, and what brings one back. */
const steps = [
  'due>claimed',
  // The activity was moved or called off, the rule was changed.
  'due>expired',
  'claimed>expired',
  // Quiet hours, the day's limit, another question; a claim that was not used.
  'claimed>due',
  'claimed>sending',
  // Handed on to those it concerns.
  'claimed>sent',
  // Nobody can write to the reader.
  'claimed>failed',
  'sending>sent',
  'sending>unconfirmed',
  // Refused: again later, or never.
  'sending>due',
  'sending>failed',
  // A person said so.
  'unconfirmed>due',
  'unconfirmed>sent',
  // The reader has written, the group is awake again.
  'failed>due',
]

/** Adds to the database, before the program first opens it, what counts changes of state and keeps steps that may not be. */
export function watch(file: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('CREATE TABLE "judge_changes" ("name" TEXT PRIMARY KEY, "count" INTEGER NOT NULL) WITHOUT ROWID')
    database.exec('CREATE TABLE "judge_wrong" ("what" TEXT NOT NULL)')
    for (const [name, columns] of Object.entries(state)) {
      database.exec(`INSERT INTO "judge_changes" VALUES ('${name}', 0)`)
      for (const event of ['INSERT', `UPDATE ${columns}`, 'DELETE'])
        database.exec(`CREATE TRIGGER "judge_${name}_${event.slice(0, 6)}" AFTER ${event} ON "${name}" BEGIN
          UPDATE "judge_changes" SET "count" = "count" + 1 WHERE "name" = '${name}'; END`)
    }
    const legal = steps.map((step) => `'${step}'`).join(', ')
    database.exec(`CREATE TRIGGER "judge_step" AFTER UPDATE OF "state" ON "Notice"
      WHEN OLD."state" <> NEW."state" AND OLD."state" || '>' || NEW."state" NOT IN (${legal})
      BEGIN INSERT INTO "judge_wrong" VALUES ('3: notice ' || NEW."id" || ' ' || NEW."kind" || ' went from ' || OLD."state" || ' to ' || NEW."state"); END`)
    database.exec(`CREATE TRIGGER "judge_born" AFTER INSERT ON "Notice" WHEN NEW."state" <> 'due'
      BEGIN INSERT INTO "judge_wrong" VALUES ('3: notice ' || NEW."id" || ' began as ' || NEW."state"); END`)
    database.exec(`CREATE TRIGGER "judge_audit" AFTER UPDATE ON "AuditEntry"
      BEGIN INSERT INTO "judge_wrong" VALUES ('2: audit entry ' || NEW."id" || ' was changed'); END`)
    for (const table of ['AuditEntry', 'Inbound', 'Notice'])
      database.exec(`CREATE TRIGGER "judge_gone_${table}" AFTER DELETE ON "${table}"
        BEGIN INSERT INTO "judge_wrong" VALUES ('2: ${table} ' || OLD."id" || ' was deleted'); END`)
  } finally {
    database.close()
  }
}
