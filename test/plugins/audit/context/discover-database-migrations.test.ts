import { expect, test } from 'vitest';
import { discoverAuditContext } from '../../../support/discover-audit-context.ts';

const FUNCTION = `CREATE OR REPLACE FUNCTION notify_job() RETURNS trigger AS $$
BEGIN
  PERFORM pg_notify('job_events', NEW.id::text);
  RETURN NEW;
END
$$ LANGUAGE plpgsql;
`;

async function database(files: Readonly<Record<string, string>>) {
  const { db_config, migrations, unread } = await discoverAuditContext(files);
  const { triggers, trigger_functions, notifications, table_models } = db_config;
  return { triggers, trigger_functions, notifications, table_models, migrations, unread };
}

test('AUD-09: finds a trigger spread over a multi-line op.execute("""…""")', async () => {
  const found = await database({
    'alembic/versions/0001_jobs.py': `"""Jobs notify."""
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("""
        ${FUNCTION.replaceAll('\n', '\n        ')}
    """)
    op.execute(
        """
        CREATE TRIGGER job_changed
        AFTER INSERT OR UPDATE ON jobs
        FOR EACH ROW EXECUTE FUNCTION notify_job()
        """
    )


def downgrade():
    op.execute("DROP TRIGGER job_changed ON jobs")
`,
  });
  const of = { function: 'notify_job', channels: ['job_events'] };
  const at = { file: 'alembic/versions/0001_jobs.py', line: 20 };
  expect(found.triggers).toEqual([
    { table: 'jobs', event: 'INSERT', ...of, ...at },
    { table: 'jobs', event: 'UPDATE', ...of, ...at },
  ]);
  expect(found.migrations).toEqual(['alembic/versions']);
  expect(found.unread).toEqual([]);
});

test('AUD-11: returns an empty list of triggers without migrations', async () => {
  const { triggers, migrations } = await database({ 'app.py': 'x = 1\n' });
  expect({ triggers, migrations }).toEqual({ triggers: [], migrations: [] });
});

test.each([
  ['pg_notify', "SELECT pg_notify('a', 'b');", { notifications: 1 }],
  ['NOTIFY', "NOTIFY a, 'b';", { notifications: 1 }],
  [
    'CREATE TRIGGER',
    'CREATE TRIGGER t AFTER DELETE ON jobs FOR EACH ROW EXECUTE PROCEDURE f();',
    { triggers: 1 },
  ],
  ['a function of triggers', FUNCTION, { trigger_functions: 1 }],
])('T652-02: finds %s alone', async (_, sql, counts) => {
  const found = await database({ 'migrations/1.sql': sql });
  const { triggers, trigger_functions, notifications } = found;
  expect({
    triggers: triggers.length,
    trigger_functions: trigger_functions.length,
    notifications: notifications.length,
  }).toEqual({ triggers: 0, trigger_functions: 0, notifications: 0, ...counts });
});

test('T652-02: finds three folders of different tools in one repository', async () => {
  const trigger = (table: string) =>
    `CREATE TRIGGER t AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION f();`;
  const found = await database({
    'api/alembic/versions/a.py': `def upgrade():\n    op.execute("${trigger('a')}")\n`,
    'web/prisma/migrations/20240101_x/migration.sql': trigger('b'),
    'jobs/src/migrations/1-x.ts': `export class X { async up(q) { await q.query(\`${trigger('c')}\`) } async down(q) { await q.query('${trigger('d')}') } }\n`,
  });
  expect(found.migrations).toEqual([
    'api/alembic/versions',
    'jobs/src/migrations',
    'web/prisma/migrations',
  ]);
  expect(found.triggers.map(({ table }) => table).sort()).toEqual(['a', 'b', 'c']);
});

test('T652-03: lists every event of a trigger separately', async () => {
  const { triggers } = await database({
    'db/migrate/1.sql':
      'CREATE TRIGGER t BEFORE INSERT OR UPDATE OF state OR DELETE OR TRUNCATE ON app.jobs EXECUTE FUNCTION app.f();',
  });
  expect(triggers.map(({ event, table }) => `${table} ${event}`)).toEqual([
    'jobs INSERT',
    'jobs UPDATE',
    'jobs DELETE',
    'jobs TRUNCATE',
  ]);
});

test('T652-03: finds channels in NOTIFY and in called functions', async () => {
  const { triggers, trigger_functions } = await database({
    'migrations/1.sql': `
CREATE FUNCTION tell(x text) RETURNS void LANGUAGE sql AS $$ SELECT pg_notify('told', x) $$;
CREATE FUNCTION f() RETURNS trigger AS $body$
DECLARE payload text := 'é';
BEGIN
  IF NEW.done THEN NOTIFY finished; END IF;
  PERFORM tell('a');
  UPDATE totals SET n = n + 1;
  INSERT INTO history SELECT NEW.*;
  RETURN NEW;
END $body$ LANGUAGE plpgsql;
CREATE TRIGGER t AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION f();
`,
  });
  expect(triggers[0]?.channels.toSorted()).toEqual(['finished', 'told']);
  expect(triggers[0]?.line).toBe(12);
  expect(trigger_functions[0]?.writes).toEqual(['totals', 'history']);
});

test('T652-03: omits a trigger that a later revision drops, whatever their files are called', async () => {
  const revision = (own: string, before: string, sql: string) =>
    `revision = "${own}"\ndown_revision: str | None = ${before}\ndef upgrade():\n    op.execute("${sql}")\n`;
  const { triggers } = await database({
    'alembic/versions/z_first.py': revision(
      'z',
      'None',
      'CREATE TRIGGER t AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION f()',
    ),
    'alembic/versions/a_second.py': revision('a', '"z"', 'DROP TRIGGER IF EXISTS t ON jobs'),
  });
  expect(triggers).toEqual([]);
});

test('T652-03: joins strings, and ignores constants that only the downgrade uses', async () => {
  const { triggers, unread } = await database({
    'alembic/versions/a.py': `
CREATE = "CREATE TRIGGER t AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION f()"
GONE = "CREATE TRIGGER gone AFTER UPDATE ON gone FOR EACH ROW EXECUTE FUNCTION f()"

def upgrade():
    op.execute(CREATE)
    op.execute("CREATE TRIGGER u AFTER UPDATE ON users"
               " FOR EACH ROW EXECUTE FUNCTION f()")
    op.execute(f"CREATE TRIGGER v AFTER UPDATE ON carts EXECUTE FUNCTION {NAME}()")

def downgrade():
    op.execute(GONE)
`,
  });
  expect(triggers.map(({ table }) => table)).toEqual(['jobs', 'users']);
  expect(unread.map(({ line }) => line)).toContain(9);
});

test('T652-03: reports SQL that is built at run time, without guessing', async () => {
  const { triggers, unread } = await database({
    'alembic/versions/a.py': `def upgrade():
    for table in TABLES:
        op.execute(f"CREATE TRIGGER t AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION f()")
    op.execute("CREATE TRIGGER t AFTER UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION f()" % name)
`,
    'migrations/2.sql': `DO $$ BEGIN EXECUTE format('CREATE TRIGGER t AFTER UPDATE ON %I EXECUTE FUNCTION f()', x()); END $$;
DO $$ BEGIN EXECUTE 'CREATE TRIGGER t AFTER UPDATE ON known FOR EACH ROW EXECUTE FUNCTION f()'; END $$;`,
  });
  expect(triggers.map(({ table }) => table)).toEqual(['known']);
  expect(
    unread
      .filter(({ reason }) => !reason.startsWith('no migration defines'))
      .map(({ file, line }) => `${file}:${line}`)
      .sort(),
  ).toEqual(['alembic/versions/a.py:3', 'alembic/versions/a.py:4', 'migrations/2.sql:1']);
});

test('T652-03: ignores what reverts a migration', async () => {
  const trigger = (table: string) =>
    `CREATE TRIGGER t AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION f();`;
  const { triggers } = await database({
    'migrations/1.up.sql': trigger('up'),
    'migrations/1.down.sql': trigger('down'),
    'migrations/2.sql': `-- +goose Up\n${trigger('goose')}\n-- +goose Down\n${trigger('back')}\n`,
    'shop/migrations/0001_initial.py': `operations = [
    migrations.RunSQL("${trigger('django')}", "${trigger('back')}"),
    migrations.RunSQL(sql="${trigger('named')}", reverse_sql="${trigger('back')}"),
]
`,
    'knex/migrations/3.js': `exports.up = (knex) => knex.raw('${trigger('knex')}');
exports.down = (knex) => knex.raw('${trigger('back')}');
`,
  });
  expect(triggers.map(({ table }) => table).sort()).toEqual([
    'django',
    'goose',
    'knex',
    'named',
    'up',
  ]);
});

test('T652-03: reads the other statements when one is invalid SQL', async () => {
  const { triggers, unread } = await database({
    'migrations/1.sql': `\\connect shop
CREATE TABLE (broken;
CREATE TRIGGER t AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER AFTER nothing;
CREATE TRIGGER m BEFORE UPDATE ON \`orders\` FOR EACH ROW BEGIN UPDATE a SET b = 1; END;
`,
  });
  expect(triggers.map(({ table, function: name }) => `${table} ${name}`)).toEqual([
    'jobs f',
    'orders m',
  ]);
  expect(unread.map(({ line }) => line)).toContain(4);
});

test('T652-04: lists tables with triggers together with their model classes', async () => {
  const sql = ['jobs', 'shops', 'orders', 'users', 'carts']
    .map((table) => `CREATE TRIGGER t AFTER UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION f();`)
    .join('\n');
  const { table_models: models } = await database({
    'migrations/1.sql': sql,
    'app/models.py': `class Job(Base):\n    __tablename__ = "jobs"\n\nclass Other(Base):\n    __tablename__ = "others"\n`,
    'shop/models.py': `class Shop(models.Model):\n    class Meta:\n        db_table = "shops"\n`,
    'src/order.ts': `@Entity({ name: 'orders' })\nexport class Order {}\nexport const carts = pgTable('carts', {});\n`,
    'prisma/schema.prisma': `model User {\n  id Int @id // the @@map("x") of it\n  @@map("users")\n}\n`,
  });
  expect(models.map(({ table, model }) => `${table} → ${model}`).sort()).toEqual([
    'carts → carts',
    'jobs → Job',
    'orders → Order',
    'shops → Shop',
    'users → User',
  ]);
});

test('T652-02: reads any folder configured for Alembic, and ignores modules that migrate something else', async () => {
  const { migrations } = await database({
    'app/revisions/env.py': 'x = 1\n',
    'app/revisions/versions/a.py': 'revision = "a"\ndown_revision = None\n',
    'app/services/migrations/from_other_app.py': 'def convert():\n    pass\n',
    'api/versions/v1.py': 'revision = 1\n',
  });
  expect(migrations).toEqual(['app/revisions/versions']);
});
