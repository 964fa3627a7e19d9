import { describe, expect, it } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';
import { resolveEntryPoint } from '../../../project/discover/resolve-code-entry-point.ts';
import { createProject } from '../../support/run-cli.ts';

const SOURCES = {
  'src/plain.js': 'export async function load(id) {}\nexport const save = async (one) => one;\n',
  'src/shop.ts': `export class Shop {
  async list(page: number): Promise<readonly string[]> { return []; }
}
if (listing()) { remove(); }
`,
  'app/align.py': 'async def align_endpoint(request):\n    pass\n',
  'pkg/main.go': 'package main\nfunc (s *Store) Find(id int) error {\n\treturn nil\n}\n',
  'lib.rs': 'pub fn parse_row(row: &str) -> u8 { 0 }\n',
};

describe('resolveEntryPoint', () => {
  const root = createProject(SOURCES);

  it.each([
    ['src/plain.js::load', 'src/plain.js', 'load'],
    ['src/plain.js::save', 'src/plain.js', 'save'],
    ['src/shop.ts::Shop.list', 'src/shop.ts', 'list'],
    ['app/align.py::align_endpoint', 'app/align.py', 'align_endpoint'],
    ['pkg/main.go::Find', 'pkg/main.go', 'Find'],
    ['lib.rs::parse_row', 'lib.rs', 'parse_row'],
    ['align_endpoint', 'app/align.py', 'align_endpoint'],
  ])('resolves %s to a function of %s', (target, file, name) => {
    const found = resolveEntryPoint(files, root, target);
    expect(found).toMatchObject({ type: 'function', file, function: name, route: null });
  });

  it('resolves a route, with its method when it is given', () => {
    expect(resolveEntryPoint(files, root, '/api/v1/translate')).toMatchObject({
      type: 'api_endpoint',
      route: '/api/v1/translate',
      method: null,
    });
    expect(resolveEntryPoint(files, root, 'post /users/:id')).toMatchObject({
      route: '/users/:id',
      method: 'POST',
    });
  });

  it('resolves a file alone to a pipeline', () => {
    const expected = { type: 'pipeline', file: 'src/plain.js', function: null };
    expect(resolveEntryPoint(files, root, 'src/plain.js')).toMatchObject(expected);
    expect(resolveEntryPoint(files, root, `${root}/src/plain.js`)).toMatchObject(expected);
  });

  it.each([
    'src/gone.js::load',
    'src/plain.js::gone',
    'src/shop.ts::remove',
    'src/gone.js',
    'gone',
    '',
  ])('P811-13: rejects the missing target %j and names it', (target) => {
    expect(() => resolveEntryPoint(files, root, target)).toThrow(
      `file/function not found at ${target}`,
    );
  });
});
