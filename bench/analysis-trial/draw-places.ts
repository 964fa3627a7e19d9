/**
 * Places to ask about, drawn by a seed from the repositories: of each kind of question as many as its share. Printed as
 * lines of `questions.jsonl` that have no truth yet. Drawn once, before any candidate ran.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Lang, parse, registerDynamicLanguage, type SgNode } from '@ast-grep/napi';
import { createRandom } from '../../harness/stats/random.ts';
import { checkedOut, type Language, type Repository, repositories } from './repositories.ts';

const SEED = 68;
const NOT_READ =
  /(?:^|\/)(?:tests?\w*|__tests__|migrations|alembic|node_modules|dist|ui|static|frontend|testing)(?:\/|$)|\.(?:test|spec|config|d)\.\w+$|\.min\.js$/u;

/** Methods that rules look for, whatever they are called on. */
const METHODS =
  /^(?:add|all|any|append|commit|concat|count|delete|encode|every|exec|execute|exists|extend|filter|find|find\w+|first|forEach|get|has|includes|index|indexOf|insert|items|join|keys|map|match|one|order_by|pop|push|query|query_\w+|read\w*|reduce|replace|rollback|save|scalar\w*|select|send|set|shift|slice|some|sort|split|startswith|startsWith|test|trim|update|values|where|write)$/u;
const ITERATIONS = /^(?:map|forEach|flatMap|filter|reduce|some|every)$/u;

const KINDS: Readonly<Record<string, Readonly<Record<Language, number>>>> = {
  declaration: { script: 23, python: 15 },
  reach: { script: 18, python: 12 },
  written: { script: 18, python: 12 },
  receiver: { script: 14, python: 10 },
  value: { script: 5, python: 4 },
  loop: { script: 11, python: 7 },
  awaitable: { script: 4, python: 3 },
  later: { script: 6, python: 4 },
  callers: { script: 6, python: 3 },
  extends: { script: 5, python: 3 },
  // Few arguments are constant and few calls awaited: half of the places are drawn where that is likely.
  constant: { script: 6, python: 4 },
  awaited: { script: 4, python: 3 },
};

const PART_OF: Readonly<Record<string, string>> = { constant: 'value', awaited: 'awaitable' };

const SYNTAX = {
  script: {
    call: 'call_expression',
    member: ['member_expression', 'object', 'property'],
    functions: ['arrow_function', 'function_expression'],
    named: ['function_declaration', 'method_definition'],
    declared: ['variable_declarator', 'required_parameter', 'optional_parameter'],
    classes: 'class_declaration',
    template: ['template_string', 'binary_expression'],
    loops: ['for_in_statement'],
  },
  python: {
    call: 'call',
    member: ['attribute', 'object', 'attribute'],
    functions: ['lambda'],
    named: ['function_definition'],
    declared: ['assignment', 'parameters'],
    classes: 'class_definition',
    template: ['binary_operator', 'concatenated_string'],
    loops: ['for_statement', 'for_in_clause'],
  },
} as const;

interface Place {
  readonly file: string;
  readonly node: SgNode;
}

registerDynamicLanguage({ python: (await import('@ast-grep/lang-python')).default });
const random = createRandom(SEED);
for (const [kind, shares] of Object.entries(KINDS)) {
  for (const language of ['script', 'python'] as const) draw(kind, language, shares[language]);
}

function draw(kind: string, language: Language, share: number): void {
  const own = repositories.filter((one) => one.language === language);
  const left = own.map((one) => ({
    one,
    places: random.shuffle(placesOf(kind, language, filesOf(one))),
  }));
  for (
    let count = 0, at = 0;
    count < share && left.some(({ places }) => places.length > 0);
    at += 1
  ) {
    const { one, places } = left[at % left.length] ?? {};
    const place = places?.shift();
    if (one === undefined || place === undefined) continue;
    const { start, end } = place.node.range();
    const { repository } = one;
    const where = { repository, file: place.file, line: start.line + 1, column: start.column + 1 };
    const until = { endLine: end.line + 1, endColumn: end.column + 1 };
    const text = place.node.text().replace(/\s+/gu, ' ').slice(0, 40);
    process.stdout.write(
      `${JSON.stringify({ kind: PART_OF[kind] ?? kind, ...where, ...until, text })}\n`,
    );
    count += 1;
  }
}

function filesOf(one: Repository): readonly { file: string; root: SgNode }[] {
  const folder = checkedOut(one, process.env.PERF_HARNESS_TRIAL ?? '');
  const ends = one.language === 'python' ? /\.py$/u : /\.[cm]?[jt]s$/u;
  return readdirSync(join(folder, one.folder), { recursive: true, encoding: 'utf8' })
    .map((name) => relative(folder, join(folder, one.folder, name)))
    .filter((file) => ends.test(file) && !NOT_READ.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const parser = one.language === 'python' ? 'python' : Lang.TypeScript;
      return { file, root: parse(parser, text).root() };
    });
}

function placesOf(
  kind: string,
  language: Language,
  files: readonly { file: string; root: SgNode }[],
): readonly Place[] {
  return files.flatMap(({ file, root }) =>
    nodesFor(kind, language, root).map((node) => ({ file, node })),
  );
}

function all(root: SgNode, kinds: readonly string[]): readonly SgNode[] {
  return root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
}

function nodesFor(kind: string, language: Language, root: SgNode): readonly SgNode[] {
  const syntax = SYNTAX[language];
  const [member, object, property] = syntax.member;
  const calls = all(root, [syntax.call]);
  switch (kind) {
    case 'declaration':
      return all(root, ['identifier']).filter(isUse);
    case 'reach':
      return calls.flatMap((call) => {
        const callee = call.field('function');
        if (callee === null || /^(?:require|import|super)$/u.test(callee.text())) return [];
        return [callee.kind() === member ? (callee.field(property) ?? callee) : callee];
      });
    case 'receiver':
      return calls.flatMap((call) => {
        const callee = call.field('function');
        const isAsked =
          callee?.kind() === member && METHODS.test(callee.field(property)?.text() ?? '');
        const target = isAsked ? callee.field(object) : null;
        return target === null || target === undefined ? [] : [target];
      });
    case 'written':
      return all(root, syntax.declared).flatMap((node) => {
        const names = [node.field('name') ?? node.field('pattern') ?? node.field('left')];
        if (node.kind() === 'parameters')
          return node
            .children()
            .filter((one) => one.kind() === 'identifier' && one.text() !== 'self');
        return names.filter((one) => one?.kind() === 'identifier').filter((one) => one !== null);
      });
    case 'value': {
      const given = calls.flatMap((call) => call.field('arguments')?.children() ?? []);
      const values = given.map((one) =>
        one.kind() === 'keyword_argument' ? one.field('value') : one,
      );
      return values
        .filter((one) => one !== null)
        .filter((one) => ['identifier', member, ...syntax.template].includes(String(one.kind())));
    }
    case 'constant':
      return nodesFor('value', language, root).filter((one) =>
        /(?:^|\.)[A-Z][A-Z_\d]{2,}$/u.test(one.text()),
      );
    case 'loop': {
      const over = all(root, syntax.loops).flatMap((node) => node.field('right') ?? []);
      const iterated = calls.flatMap((call) => {
        const callee = call.field('function');
        const isLoop =
          callee?.kind() === member && ITERATIONS.test(callee.field(property)?.text() ?? '');
        return isLoop && language === 'script' ? (callee.field(object) ?? []) : [];
      });
      return [...over, ...iterated];
    }
    case 'awaitable':
    case 'awaited':
      return calls.flatMap((call) => {
        const callee = call.field('function');
        const isAwaited = /await/u.test(String(call.parent()?.kind()));
        const isMeant = isAwaited === (kind === 'awaited');
        if (callee === null || !isMeant || /^(?:require|import|super)$/u.test(callee.text()))
          return [];
        return [callee.kind() === member ? (callee.field(property) ?? callee) : callee];
      });
    case 'later':
      return all(root, syntax.functions).filter((node) =>
        ['arguments', 'argument_list', 'keyword_argument'].includes(String(node.parent()?.kind())),
      );
    case 'callers':
      return all(root, syntax.named)
        .flatMap((node) => node.field('name') ?? [])
        .filter((one) => !/^(?:constructor|__\w+__)$/u.test(one.text()));
    default:
      return all(root, [syntax.classes])
        .filter(
          (node) =>
            node.field('superclasses') !== null ||
            node.children().some((one) => one.kind() === 'class_heritage'),
        )
        .flatMap((node) => node.field('name') ?? []);
  }
}

/** Whether an identifier uses a name rather than gives it. */
function isUse(node: SgNode): boolean {
  const parent = node.parent();
  if (parent === null || node.text().length < 2 || /^(?:self|this|cls)$/u.test(node.text()))
    return false;
  const kind = String(parent.kind());
  if (/import|parameter|export_specifier|dotted_name|aliased/u.test(kind)) return false;
  const fields = ['name', 'attribute', 'left', 'pattern', 'alias'];
  return !fields.some((field) => parent.field(field)?.id() === node.id());
}
