import type { ProjectCode } from 'perf-harness';

/** A class of Python that stands for a table. */
export interface Model {
  readonly name: string;
  /** null: it is not written in the class, as with Django. */
  readonly table: string | null;
  /** Tables and classes that its foreign keys name. */
  readonly parents: readonly string[];
}

const known = new WeakMap<ProjectCode, readonly Model[]>();

/** Every model of a project (T652-04). */
export function modelsOf(code: ProjectCode): readonly Model[] {
  const found =
    known.get(code) ??
    code.files.filter((file) => file.endsWith('.py')).flatMap((file) => modelsIn(code, file));
  known.set(code, found);
  return found;
}

function modelsIn(code: ProjectCode, file: string): readonly Model[] {
  const classes = code.classesOf(file);
  if (classes.length === 0) return [];
  const lines = (code.textOf(file) ?? '').split('\n');
  return classes.flatMap(({ name, line }, index): readonly Model[] => {
    const text = lines
      .slice(line - 1, (classes[index + 1]?.line ?? lines.length + 1) - 1)
      .join('\n');
    const table = /__tablename__\s*(?::[^=\n]*)?=\s*['"](\w+)['"]/u.exec(text)?.[1] ?? null;
    const keys = text.matchAll(
      /(?:ForeignKey|OneToOneField|ManyToManyField|foreign_key\s*=)\(?\s*['"]?([\w.]+)/gu,
    );
    const parents = [...keys].map(([, to = '']) => to.split('.').at(-2) ?? to);
    return table === null && parents.length === 0 ? [] : [{ name, table, parents }];
  });
}

/** Whether a variable is called as instances of a model are: `job` or `new_job` of Job and of jobs. */
export function isNamedAfter(name: string, { name: model, table }: Model): boolean {
  const words = model.replace(/(?<=[a-z\d])(?=[A-Z])/gu, '_').toLowerCase();
  const plain = name.toLowerCase();
  const names = [words, ...(table === null ? [] : [table.replace(/(?:es|s)$/u, ''), table])];
  return names.some((one) => plain === one || plain.endsWith(`_${one}`));
}
