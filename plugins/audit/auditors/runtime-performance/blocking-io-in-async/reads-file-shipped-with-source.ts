import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, languageIn } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { BlockingCall } from './find-blocking-io.ts';

/** Expressions for the location of the source file. */
const ANCHOR = /\b__file__\b|\b__dirname\b|\bimport\.meta\.(?:url|dirname|filename)\b/u;
/** Maximum number of names to resolve, one through the other. */
const DEEPEST = 3;
const TYPESCRIPT = /\.[cm]?tsx?$/u;
const NOT_TEXT = /(?:read|write|append)_?bytes|write|append|copy|['"][wax+]|['"]r?b/iu;

/**
 * True if a call reads a text file shipped with the source, such as a template or a prompt. Such a
 * file is small, never changes and is in the page cache, so that it is cheap to read and better
 * cached.
 */
export function readsShippedFile(audited: AuditedCode, found: BlockingCall): boolean {
  const { kind, name, site, file } = found;
  if (kind !== 'file' || NOT_TEXT.test(name + site.raw.argumentText)) return false;
  const node = findCallNode(audited, found);
  const path = node === null ? null : pathOf(node);
  return path !== null && leadsToSource(path, file, DEEPEST);
}

function pathOf(call: SgNode): SgNode | null {
  const target = call.field('function');
  const isMethod = /\.(?:read_text|open)$/u.test(target?.text() ?? '');
  const receiver = isMethod ? (target?.field('object') ?? null) : null;
  return receiver ?? argumentsOf(call)[0] ?? null;
}

function leadsToSource(path: SgNode, file: string, depth: number): boolean {
  if (ANCHOR.test(path.text())) return true;
  if (depth === 0) return false;
  return [...namesIn(path)].some((name) =>
    valuesInFile(path, name, file).some((value) => leadsToSource(value, file, depth - 1)),
  );
}

const IN_PYTHON = { kind: 'identifier' };
const IN_SCRIPT = { any: [{ kind: 'identifier' }, { kind: 'property_identifier' }] };

function namesIn(path: SgNode): ReadonlySet<string> {
  const isPython = path.getRoot().root().kind() === 'module';
  const rule = isPython ? IN_PYTHON : IN_SCRIPT;
  const inside = path.findAll({ rule }).map((identifier) => identifier.text());
  return new Set([...inside, ...(path.kind() === 'identifier' ? [path.text()] : [])]);
}

/** All values of a name in its file, fields of its classes among them. */
function valuesInFile(path: SgNode, name: string, file: string): readonly SgNode[] {
  const bindings =
    languageIn(file) === 'python'
      ? ([['assignment', 'left', 'right']] as const)
      : ([
          ['variable_declarator', 'name', 'value'],
          // Each grammar rejects node kinds that it does not know.
          TYPESCRIPT.test(file)
            ? ['public_field_definition', 'name', 'value']
            : ['field_definition', 'property', 'value'],
        ] as const);
  const given = new Set([name, `self.${name}`, `cls.${name}`]);
  const root = path.getRoot().root();
  return bindings.flatMap(([kind, left, right]) =>
    root.findAll({ rule: { kind } }).flatMap((binding) => {
      const value = given.has(binding.field(left)?.text() ?? '') ? binding.field(right) : null;
      return value === null ? [] : [value];
    }),
  );
}
