/** Findings of query rules: severities by requirement tables, texts with real names, efforts. */
import { describe, expect, test } from 'vitest';
import { QUERY_EFFICIENCY } from '../../../../../plugins/audit/auditors/auditor-registry.ts';
import type { AuditContext } from '../../../../../plugins/audit/document/audited-project-context-schema.ts';
import { auditFiles, EMPTY_AUDIT_CONTEXT } from '../../../../support/audit-fixture-files.ts';

type Files = Readonly<Record<string, string>>;

async function found(rule: string, files: Files, context: Partial<AuditContext> = {}) {
  const { findings, checks } = await auditFiles(QUERY_EFFICIENCY, files, context);
  expect(checks.filter(({ status }) => status === 'error')).toEqual([]);
  return findings.filter((finding) => finding.rule === rule);
}

async function dismissed(rule: string, files: Files, context: Partial<AuditContext> = {}) {
  const all = await auditFiles(QUERY_EFFICIENCY, files, context);
  return all.dismissed.filter((finding) => finding.rule === rule).map(({ reason }) => reason);
}

function expiring(value: boolean): Partial<AuditContext> {
  return {
    db_config: {
      ...EMPTY_AUDIT_CONTEXT.db_config,
      expire_on_commit: { value, defaulted: false },
    },
  };
}

/** A caller and a callee in files of their own. */
function twoFiles(caller: string, callee: string, folder = 'app'): Files {
  return {
    [`${folder}/callee.py`]: `from .models import Job, Owner\n\n\n${callee}`,
    [`${folder}/caller.py`]: `from .callee import finish\nfrom .models import Job\n\n\n${caller}`,
  };
}

const FINISH =
  'def finish(session, job_id: int):\n    job = session.get(Job, job_id)\n    job.state = "done"\n';
const CALLER = 'def start(session, job: Job):\n    finish(session, job.id)\n';

describe('redundant-fetch', () => {
  test('Q651-02: reports a fetch of an entity that the caller in another file already holds', async () => {
    const [finding, ...more] = await found('redundant-fetch', twoFiles(CALLER, FINISH));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ location: 'app/callee.py:5', severity: 'MEDIUM' });
    expect(finding?.evidence.at(-1)).toMatchObject({ file: 'app/caller.py', line: 6 });
  });

  test.each([
    ['another model', FINISH.replace('Job,', 'Owner,'), CALLER],
    [
      'the entity itself',
      'def finish(session, job):\n    job.state = "done"\n',
      CALLER.replace('job.id', 'job'),
    ],
    [
      'a caller with the key alone',
      FINISH,
      'def start(session, job_id: int):\n    finish(session, job_id)\n',
    ],
    ['a parameter of another type', FINISH.replace('job_id: int', 'job_id: Options'), CALLER],
  ])('Q651-02, Q651-05: reports nothing for %s', async (_, callee, caller) => {
    expect(await found('redundant-fetch', twoFiles(caller, callee))).toEqual([]);
  });

  test('Q651-03: reports an acquired entity that is passed on by its id and fetched again', async () => {
    const files = {
      'app/job_processor.py': `class JobProcessor:
    async def run(self):
        job = await self.repo.acquire_next_pending()
        await self._process_job(job.id)

    async def _process_job(self, job_id: int):
        job = await self.repo.get_by_id(job_id)
        job.state = "done"
`,
    };
    const [finding] = await found('redundant-fetch', files);
    expect(finding?.issue).toBe(
      'JobProcessor._process_job loads repo by job_id, although JobProcessor.run already holds that row in job and passes only job.id',
    );
  });

  test.each([
    ['repo.get_by_id(job_id)', 'repo'],
    ['session.get(Job, job_id)', 'session'],
    ['session.query(Job).filter(Job.id == job_id).first()', 'session'],
    ['session.query(Job).filter_by(id=job_id).one()', 'session'],
  ])('Q651-04: recognises %s as a get', async (get, name) => {
    const callee = `def finish(${name}, job_id: int):\n    job = ${get}\n    job.state = "done"\n`;
    const caller = `def start(${name}, job_id: int):\n    job = ${get}\n    finish(${name}, job.id)\n`;
    const files = { 'services/a.py': `from .models import Job\n\n\n${callee}\n\n${caller}` };
    expect(await found('redundant-fetch', files)).toHaveLength(1);
  });

  test('Q651-06: dismisses an entity that a commit in between expires, unless sessions keep it', async () => {
    const caller = CALLER.replace('    finish', '    session.commit()\n    finish');
    const files = twoFiles(caller, FINISH);
    expect(await found('redundant-fetch', files, expiring(false))).toHaveLength(1);
    expect(await dismissed('redundant-fetch', files, expiring(true))).toEqual([
      'session.commit on line 6 expires job, because expire_on_commit is not False',
    ]);
  });

  test('Q651-07, Q651-08: rates requests HIGH, tasks MEDIUM, both HIGH, and administrators one step lower', async () => {
    const head =
      'from fastapi import FastAPI\n\nfrom .callee import finish\nfrom .models import Job\n\napp = FastAPI()\n\n\n';
    const route = (path: string): string => `${head}@app.post("${path}")\n${CALLER}`;
    const callee = `from .models import Job\n\n\n${FINISH}`;
    const severities = async (files: Files) =>
      (await found('redundant-fetch', files)).map(({ severity }) => severity);
    expect(await severities({ 'app/callee.py': callee, 'app/main.py': route('/jobs') })).toEqual([
      'HIGH',
    ]);
    expect(
      await severities({ 'app/callee.py': callee, 'app/main.py': route('/admin/jobs') }),
    ).toEqual(['MEDIUM']);
    expect(await severities(twoFiles(CALLER, FINISH, 'tasks'))).toEqual(['MEDIUM']);
    expect(await severities(twoFiles(CALLER, FINISH, 'migrations'))).toEqual(['LOW']);
    const both = {
      'app/callee.py': callee,
      'app/main.py': route('/jobs'),
      'app/tasks.py': `from .callee import finish\nfrom .models import Job\n\n\n${CALLER}`,
    };
    expect(await severities(both)).toEqual(['HIGH']);
  });

  test('Q651-09: names both functions, and states that sessions keep their entities', async () => {
    const [finding] = await found('redundant-fetch', twoFiles(CALLER, FINISH), expiring(false));
    expect(finding).toMatchObject({
      effort: 'S',
      recommendation:
        'Let start hand job to finish; expire_on_commit=False keeps the entity usable after a commit, so the second query can be removed',
    });
  });
});

describe('n-update-delete-loop', () => {
  test('says that statements are many when a caller passes a list of unknown length', async () => {
    const files = {
      'src/orders.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function close(ids: readonly string[]) {
  for (const id of ids) await prisma.order.update({ where: { id }, data: { closed: true } });
}
export const closeAll = (request) => close(request.body.ids);
`,
    };
    const [finding] = await found('n-update-delete-loop', files);
    expect(finding?.issue).toContain('ids: many (assumed: more than 10) statements');
  });

  const loop = (over: string): Files => ({
    'app/a.py': `def f(repo, jobs):\n    for job in ${over}:\n        repo.update(job)\n`,
  });

  test.each([
    ['range(10)', 'MEDIUM'],
    ['range(11)', 'HIGH'],
    ['jobs[:10]', 'MEDIUM'],
    ['jobs[:11]', 'HIGH'],
    ['jobs.limit(5)', 'MEDIUM'],
    ['jobs', 'HIGH'],
  ])('Q651-10, Q651-12: rates updates for each of %s as %s', async (over, severity) => {
    expect(await found('n-update-delete-loop', loop(over))).toMatchObject([{ severity }]);
  });

  test('Q651-12: states that an unknown number of rows is assumed', async () => {
    const [finding] = await found('n-update-delete-loop', loop('jobs'));
    expect(finding?.issue).toContain('many (assumed: more than 10) statements');
  });

  test('Q651-13: assumes few administrators, and that set-up runs once', async () => {
    const { 'app/a.py': text = '' } = loop('jobs');
    expect(await found('n-update-delete-loop', { 'app/admin/a.py': text })).toMatchObject([
      { severity: 'MEDIUM' },
    ]);
    expect(await found('n-update-delete-loop', { 'app/bootstrap.py': text })).toMatchObject([
      { severity: 'LOW' },
    ]);
  });

  test('Q651-11, Q651-14: recommends one statement, with the model named in the code', async () => {
    const files = {
      'app/a.py':
        'from sqlalchemy import update\n\n\ndef f(session, ids):\n    for one in ids:\n        session.execute(update(Job).where(Job.id == one))\n',
    };
    expect(await found('n-update-delete-loop', files)).toMatchObject([
      {
        effort: 'M',
        recommendation:
          'One statement for all elements: session.execute(update(Job).where(Job.id.in_(ids)))',
      },
    ]);
  });

  test.each([
    ['session.execute(update(Job).where(Job.number == one))', 'Job.number.in_(ids)'],
    ['Job.objects.filter(number=one).update(state=one)', 'filter(number__in=ids)'],
    ['Job.objects.filter(pk=one).delete()', 'filter(pk__in=ids)'],
  ])('names the column by which %s selects rows', async (statement, named) => {
    const head = 'from sqlalchemy import update\n\n\ndef f(session, numbers):\n';
    const files = { 'app/a.py': `${head}    for one in numbers:\n        ${statement}\n` };
    const [finding] = await found('n-update-delete-loop', files);
    expect(finding?.recommendation).toContain(named);
  });

  test('names the column of the condition, not of the values', async () => {
    const files = {
      'src/a.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function f(rows: { name: string; total: number }[]) {
  for (const row of rows) {
    await prisma.job.update({ where: { name: row.name }, data: { total: row.total } });
  }
}
`,
    };
    const [finding] = await found('n-update-delete-loop', files);
    expect(finding?.recommendation).toContain('where: { name: { in: ids } }');
  });

  test('Q651-23: counts a statement once', async () => {
    const files = {
      'app/a.py':
        'def f(session, repo, items):\n    for item in items:\n        session.delete(item)\n        repo.delete(item)\n',
    };
    const { findings } = await auditFiles(QUERY_EFFICIENCY, files);
    expect(findings.map(({ rule, line }) => [rule, line]).sort()).toEqual([
      ['missing-bulk-ops', 3],
      ['n-update-delete-loop', 4],
    ]);
  });

  test('SH6-08: ignores tests', async () => {
    const { 'app/a.py': text = '' } = loop('jobs');
    expect(await found('n-update-delete-loop', { 'tests/a.py': text })).toEqual([]);
  });
});

describe('query-in-loop', () => {
  const asks = (over: string, condition: string): Files => ({
    'app/a.py': `from sqlalchemy import select\n\n\ndef f(session, rows, slug):\n    for row in ${over}:\n        session.scalars(select(Job).where(${condition})).first()\n`,
  });

  test('names the column that the loop queries by, and no other column of the condition', async () => {
    const [finding] = await found(
      'query-in-loop',
      asks('rows', 'Job.slug == slug, Job.member_id == row.member_id'),
    );
    expect(finding?.recommendation).toContain('select(Job).where(Job.member_id.in_(…))');
  });
});

describe('unnecessary-resolve', () => {
  const RUN =
    'def run(session, profile_id: int):\n    profile = session.get(Profile, profile_id)\n    return profile.engine\n';
  const CALL = 'def handle(session, profile_id: int, engine):\n    run(session, profile_id)\n';

  test('Q651-15, Q651-16: rates MEDIUM, with effort S for one caller and M for more', async () => {
    const [finding] = await found('unnecessary-resolve', { 'app/a.py': `${RUN}\n\n${CALL}` });
    expect(finding).toMatchObject({
      severity: 'MEDIUM',
      effort: 'S',
      issue:
        'run loads Profile by profile_id only to read engine, which handle already has in engine',
      recommendation: 'Let handle pass engine to run instead of profile_id',
    });
    const second = CALL.replace('handle', 'handle_again').replace(', engine', '');
    const [more] = await found('unnecessary-resolve', {
      'app/a.py': `${RUN}\n\n${CALL}\n\n${second}`,
    });
    expect(more).toMatchObject({ severity: 'MEDIUM', effort: 'M' });
    expect(more?.recommendation).toMatch(/^Split run: one function that takes engine/u);
  });

  test.each([
    ['two fields are used', RUN.replace('profile.engine', 'profile.engine + profile.name'), CALL],
    ['no caller has the value', RUN, CALL.replace(', engine', '')],
  ])('Q651-15: reports nothing where %s', async (_, run, call) => {
    expect(await found('unnecessary-resolve', { 'app/a.py': `${run}\n\n${call}` })).toEqual([]);
  });
});

describe('over-fetching', () => {
  const columns = (count: number): string =>
    Array.from({ length: count }, (_, at) => `    c${at} = Column(String)\n`).join('');
  const project = (count: number, body: string): Files => ({
    'app/models.py': `class Item(Base):\n    __tablename__ = "items"\n${columns(count)}`,
    'app/main.py': `from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/items")\ndef items(session):\n${body}`,
  });
  const LIST = '    return session.query(Item).all()\n';
  const SINGLE = '    return session.query(Item).first()\n';
  const FEW =
    '    rows = session.query(Item).all()\n    return [(row.c0, row.c1) for row in rows]\n';

  test.each([
    [10, LIST, []],
    [11, LIST, ['LOW']],
    [15, LIST, ['LOW']],
    [16, LIST, ['MEDIUM']],
    [9, SINGLE, []],
    [16, SINGLE, ['LOW']],
    [9, FEW, ['LOW']],
    [16, FEW, ['MEDIUM']],
  ])('Q651-17, Q651-18, Q651-19: rates %i columns as %j', async (count, body, severities) => {
    const all = await found('over-fetching', project(count, body));
    expect(all.map(({ severity }) => severity)).toEqual(severities);
  });

  test('Q651-17: counts columns of base classes and mixins, but not relations', async () => {
    const files = {
      ...project(9, LIST),
      'app/models.py': `class Stamps:\n    made = Column(String)\n    changed = Column(String)\n\n\nclass Item(Base, Stamps):\n${columns(9)}    owner = relationship("Owner")\n`,
    };
    const [finding] = await found('over-fetching', files);
    expect(finding?.issue).toBe('items loads all columns of Item: the model has 11 columns');
  });

  test('Q651-20: names the columns that are used', async () => {
    const [finding] = await found('over-fetching', project(12, FEW));
    expect(finding).toMatchObject({
      effort: 'S',
      issue: 'items loads all columns of Item: only c0, c1 of the 12 columns are used',
      recommendation:
        'options(load_only(Item.c0, Item.c1)), select(Item.c0, Item.c1), or defer() for the large columns',
    });
  });
});

test('Q651-21, Q651-22: rates rows that are added singly MEDIUM with effort S, and ignores add_all', async () => {
  const files = {
    'app/a.py':
      'def f(session, items):\n    for item in items:\n        session.add(item)\n    session.add_all(items)\n',
  };
  expect(await found('missing-bulk-ops', files)).toMatchObject([
    {
      severity: 'MEDIUM',
      effort: 'S',
      line: 3,
      recommendation:
        'In one batch: session.add_all(items), session.execute(insert(Model).values(rows)) or session.bulk_save_objects(items)',
    },
  ]);
});

describe('wrong-caching-scope', () => {
  const service = (query: string): string => `from fastapi import Depends, FastAPI

app = FastAPI()


class Service:
    def __init__(self, session):
        self._cache = None
        self.session = session

    def all(self):
        self._cache = self.session.scalars(${query}).all()
        return self._cache


def make(session):
    return Service(session)


@app.get("/all")
def get_all(service=Depends(make)):
    return service.all()
`;

  test('Q651-24, Q651-26: rates a join HIGH and a simple query MEDIUM, both with effort M', async () => {
    const simple = await found('wrong-caching-scope', { 'app/a.py': service('select(Language)') });
    expect(simple).toMatchObject([{ severity: 'MEDIUM', effort: 'M' }]);
    const joined = await found('wrong-caching-scope', {
      'app/a.py': service('select(Language).join(Country)'),
    });
    expect(joined).toMatchObject([{ severity: 'HIGH', effort: 'M' }]);
  });

  test('Q651-25: takes the lifetime of the data from the user, or reports it as unknown', async () => {
    const files = { 'app/a.py': service('select(Order)') };
    const [unknown] = await found('wrong-caching-scope', files);
    expect(unknown).toMatchObject({ severity: 'LOW' });
    expect(unknown?.needs_context).toContain('data-ttl.json');
    const told = { ...files, 'data-ttl.json': '{ "orders": 600 }' };
    expect(await found('wrong-caching-scope', told)).toMatchObject([
      { severity: 'MEDIUM', needs_context: null },
    ]);
    const short = { ...files, 'data-ttl.json': '{ "orders": 1 }' };
    expect(await found('wrong-caching-scope', short)).toEqual([]);
  });
});
