// A typical server: a route with a parameter, some objects filtered and mapped, and JSON.
import Fastify from 'fastify';

const rows = Array.from({ length: 500 }, (_, id) => ({
  id,
  name: `item ${id}`,
  price: (id * 37) % 101,
  tags: [`group-${id % 7}`, `shelf-${id % 11}`],
}));

const app = Fastify();
app.get('/items/:group', (request) => {
  const group = `group-${request.params.group}`;
  const found = rows.filter(({ tags }) => tags.includes(group));
  return {
    count: found.length,
    items: found
      .map((row) => ({ ...row, total: row.price * 1.2 }))
      .sort((a, b) => b.total - a.total),
  };
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
