import { expect, test } from 'vitest';
import { parseTypeName } from '../../../plugins/analysis/extract/parse-type-name.ts';

test.each([
  ['Path', 'Path'],
  ['pathlib.Path', 'pathlib.Path'],
  ['"Order"', 'Order'],
  ['"Order | None"', 'Order'],
  ['Optional["Order"]', 'Order'],
  ['typing.Union[Order, None]', 'Order'],
  ['None | Order', 'Order'],
  ['Coroutine[Any, Any, Order]', 'Order'],
  ['Annotated[Order, Depends(get_order)]', 'Order'],
  ['Mapped[list["Order"]]', 'list[Order]'],
  ['collections.abc.Sequence[Order]', 'collections.abc.Sequence[Order]'],
  ['Promise<Order | null>', 'Order'],
  ['Promise<readonly Order[]>', 'Array[Order]'],
  ['Repository<Order>', 'Repository'],
  ['this', 'this'],
  ['Order | Invoice', null],
  ["Order['id']", null],
  ['Literal["a"]', null],
  ['(order: Order) => Order', null],
  ['{ order: Order }', null],
  ['type[Order]', null],
  ['value is Order', null],
  ['dict[str, Order]', 'dict'],
  ['str', null],
])('reads from %s the type %s', (annotation, name) => {
  expect(parseTypeName(annotation)).toBe(name);
});
