import { describe, expect, test } from 'vitest';
import { analyseSampleCode, findFunction, listCallTargets } from '../analyse-sample-code.ts';

describe('a wrapped function', () => {
  test('is resolved when exported as default, held by a variable or by a field', async () => {
    const facts = await analyseSampleCode({
      'importer.ts': `import { trace } from './trace.ts';
async function importer() {}
export default trace({ name: 'importer' })(importer);`,
      'trace.ts': 'export const trace = (options) => (f) => f;',
      'tools.ts': `import { memoize, cache } from 'some-package';
import { trace } from './trace.ts';
function load() {}
function store() {}
export const loadOnce = memoize(load);
export const traced = trace(1)(store);
export const inline = cache(async (id) => { await fetch(id); });
export const both = trace(load, store);`,
      'main.ts': `import run from './importer.ts';
import { both, inline, loadOnce, traced } from './tools.ts';
export function main() { run(); loadOnce(); traced(); inline(1); both(); loadOnce.clear(); }`,
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      run: ['importer.ts::importer'],
      loadOnce: ['tools.ts::load'],
      traced: ['tools.ts::store'],
      inline: ['tools.ts::(anonymous)'],
      both: [],
      'loadOnce.clear': [],
    });
    const [, cleared] = findFunction(facts, 'main').calls.filter(({ callee }) =>
      callee.startsWith('loadOnce'),
    );
    expect(cleared?.source).toBe('some-package');
  });

  test('is not resolved when passed to what calls it, or when something else is made of it', async () => {
    const facts = await analyseSampleCode({
      'main.ts': `import { store } from 'some-store';
class Store { read() {} }
function build(f): Store { return new Store(); }
function listener() {}
const stop = store.subscribe(listener);
const made = build(listener);
const { reload } = store.query(listener);
const create = store((set) => ({}));
export function main() { stop(); made.read(); reload(); create(); }`,
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      stop: [],
      'made.read': ['main.ts::Store.read'],
      reload: [],
      create: [],
    });
  });

  test('is resolved in Python with decorators that say nothing', async () => {
    const facts = await analyseSampleCode({
      'tools.py': `from functools import partial
from somewhere import traced
def wrap(f): return f
def load(): ...
loader = wrap(load)
part = partial(load, 1)
@traced("a")
def store(): ...
`,
      'main.py':
        'from tools import loader, part, store\ndef main():\n    loader()\n    part()\n    store()\n',
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      loader: ['tools.py::load'],
      part: ['tools.py::load'],
      store: ['tools.py::store'],
    });
  });
});

describe('a value of several possible classes', () => {
  test('has the methods of the class that all of them extend', async () => {
    const facts = await analyseSampleCode({
      'stores.ts': `class Base { read() {} }
class Disk extends Base { read() {} own() {} }
class Near extends Disk {}
class Cloud extends Base { read() {} own() {} }
class Other { read() {} }
export default env ? new Disk() : new Cloud();
export const near = env ? new Near() : new Disk();
export const none = env ? new Disk() : null;
export const unlike = env ? new Disk() : new Other();
export const unknown = env ? new Disk() : make();`,
      'main.ts': `import store, { near, none, unlike, unknown } from './stores.ts';
export function main() { store.read(); store.own(); near.own(); none.own(); unlike.read(); unknown.read(); }`,
    });
    expect(listCallTargets(facts, 'main')).toEqual({
      'store.read': ['stores.ts::Base.read'],
      'store.own': [],
      'near.own': ['stores.ts::Disk.own'],
      'none.own': ['stores.ts::Disk.own'],
      'unlike.read': [],
      'unknown.read': [],
    });
  });

  test('has these methods in Python too, whether by a conditional or by branches', async () => {
    const facts = await analyseSampleCode({
      'main.py': `class Base:
    def read(self): ...
class Disk(Base):
    def read(self): ...
class Cloud(Base):
    def read(self): ...
class Other:
    def read(self): ...
def main(given: Disk | None = None):
    one = Disk() if True else Cloud()
    one.read()
    if True:
        two = Disk()
    else:
        two = Cloud()
    two.read()
    if True:
        three = Disk()
    else:
        three = Other()
    three.read()
    four = given or Disk()
    four.read()
`,
    });
    expect(listCallTargets(facts, 'main')).toMatchObject({
      'one.read': ['main.py::Base.read'],
      'two.read': ['main.py::Base.read'],
      'three.read': [],
      'four.read': ['main.py::Disk.read'],
    });
  });
});
