import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { openProjectCode } from '../../../../plugins/analysis/project-code-with-call-sites-and-syntax-trees.ts';
import {
  analyseSampleCode,
  createProjectFolder,
  findFunction,
  listCallTargets,
} from '../analyse-sample-code.ts';

/** Returns the qualified names of a function's calls, by callee. */
async function namesOf(files: Readonly<Record<string, string>>, name: string) {
  const code = await openProjectCode(createHost(), createProjectFolder(files));
  const at = code.facts.functions.findIndex((codeFunction) => codeFunction.name === name);
  return Object.fromEntries(
    code.callsOf(at).map(({ call }) => [call.callee, code.qualifiedNameOf(at, call.callee)]),
  );
}

const STORE = `class Store:
    def read(self):
        pass

    @classmethod
    def open(cls, path) -> "Self":
        pass

class Archive(Store):
    def fold(self):
        pass
`;

describe('annotated types of calls and properties in Python', () => {
  test('are resolved when optional, written in quotes, or awaited', async () => {
    const facts = await analyseSampleCode({
      'store.py': STORE,
      'main.py': `from typing import Optional, Awaitable
from store import Store
def one() -> Store: ...
def two() -> "Store": ...
def three() -> Store | None: ...
def four() -> Optional["Store"]: ...
def five() -> Awaitable[Store]: ...
async def six() -> Store: ...
def many() -> list[Store]: ...
def either() -> Store | int: ...
async def main():
    a = one(); a.read()
    two().read()
    b = three(); b.read()
    c = four(); c.read()
    d = await five(); d.read()
    e = await six(); e.read()
    f = many(); f.read()
    g = either(); g.read()
`,
    });
    const read = ['store.py::Store.read'];
    expect(listCallTargets(facts, 'main')).toMatchObject({
      'a.read': read,
      'two().read': read,
      'b.read': read,
      'c.read': read,
      'd.read': read,
      'e.read': read,
    });
    const guessed = findFunction(facts, 'main').calls.filter(({ isGuess }) => isGuess);
    expect(guessed.map(({ callee }) => callee)).toEqual([]);
    expect(listCallTargets(facts, 'main')).toMatchObject({ 'f.read': [], 'g.read': [] });
  });

  test('resolve Self to the class that the method is called on', async () => {
    const facts = await analyseSampleCode({
      'store.py': STORE,
      'main.py': `from store import Archive
def main():
    archive = Archive.open("a")
    archive.fold()
    archive.read()
    Archive.open("b").fold()
`,
    });
    expect(listCallTargets(facts, 'main')).toMatchObject({
      'archive.fold': ['store.py::Archive.fold'],
      'archive.read': ['store.py::Store.read'],
      'Archive.open("b").fold': ['store.py::Archive.fold'],
    });
  });

  test('apply to a property that is read, but not to a method that is not called', async () => {
    const files = {
      'plugin.py': `from functools import cached_property
from pathlib import Path
class Plugin:
    @property
    def hosts(self) -> Path: ...
    @cached_property
    def store(self) -> "Store": ...
    def folder(self) -> Path: ...
    def main(self):
        self.hosts.unlink()
        self.store.read()
        self.folder.unlink()
        self.folder().unlink()
class Store:
    def read(self): ...
`,
    };
    expect(listCallTargets(await analyseSampleCode(files), 'Plugin.main')).toMatchObject({
      'self.store.read': ['plugin.py::Store.read'],
    });
    expect(await namesOf(files, 'Plugin.main')).toEqual({
      'self.hosts.unlink': 'pathlib.Path.unlink',
      'self.store.read': null,
      'self.folder.unlink': null,
      'self.folder().unlink': 'pathlib.Path.unlink',
      'self.folder': null,
    });
  });

  test('resolve super() to the base class', async () => {
    const facts = await analyseSampleCode({
      'a.py': `class Base:
    def keep(self): ...
class One(Base):
    def keep(self):
        super().keep()
`,
    });
    expect(listCallTargets(facts, 'One.keep')).toMatchObject({
      'super().keep': ['a.py::Base.keep'],
    });
  });
});

describe('annotated types of calls and getters in TypeScript', () => {
  test('are resolved when promised, optional, or the object itself', async () => {
    const facts = await analyseSampleCode({
      'store.ts': `export class Store { read() {} sorted(): this { return this; } close() {} }
export class Archive extends Store { fold() {} }`,
      'main.ts': `import { Archive, Store } from './store.ts';
class Service {
  get store(): Store { return new Store(); }
  load(): Promise<Store | null> { return x; }
  all(): Store[] { return []; }
  async main(archive: Archive) {
    this.store.read();
    const loaded = await this.load();
    loaded?.read();
    archive.sorted().fold();
    new Store().close();
    this.all().read();
  }
}
class Other { read() {} close() {} fold() {} }`,
    });
    expect(listCallTargets(facts, 'Service.main')).toMatchObject({
      'this.store.read': ['store.ts::Store.read'],
      'loaded?.read': ['store.ts::Store.read'],
      'archive.sorted().fold': ['store.ts::Archive.fold'],
      'this.all().read': [],
    });
  });
});

describe('the types of fields', () => {
  test('follow in Python from parameters of __init__ and from annotations', async () => {
    const facts = await analyseSampleCode({
      'service.py': `from dataclasses import dataclass, field
from store import Store
class Service:
    def __init__(self, store: Store, other: "Store | None" = None, plain=None):
        self.store = store
        self.other = other
        self.plain = plain
    def main(self):
        self.store.read()
        self.other.read()
        self.plain.read()
@dataclass
class Record:
    store: Store
    made: "Store" = field(default_factory=Store)
    def main(self):
        self.store.read()
        self.made.read()
class Other:
    def read(self): ...
`,
      'store.py': STORE,
    });
    const read = ['store.py::Store.read'];
    expect(listCallTargets(facts, 'Service.main')).toEqual({
      'self.store.read': read,
      'self.other.read': read,
      'self.plain.read': [],
    });
    expect(listCallTargets(facts, 'Record.main')).toEqual({
      'self.store.read': read,
      'self.made.read': read,
    });
  });

  test('follow in TypeScript from what the constructor receives', async () => {
    const facts = await analyseSampleCode({
      'store.ts': 'export class Store { read() {} }\nexport class Other { read() {} }',
      'service.ts': `import { Store } from './store.ts';
export class Service {
  private readonly made: Store | undefined;
  constructor(private readonly given: Store, store: Store) { this.store = store; }
  main() { this.given.read(); this.store.read(); this.made.read(); }
}`,
    });
    const read = ['store.ts::Store.read'];
    expect(listCallTargets(facts, 'Service.main')).toEqual({
      'this.given.read': read,
      'this.store.read': read,
      'this.made.read': read,
    });
  });
});
