import Fastify from 'fastify';
import { checkout } from './src/checkout.js';
import { metricsText } from './src/metrics.js';
import { order, warmOrders } from './src/orders.js';
import { products } from './src/products.js';
import { settings } from './src/settings.js';

const app = Fastify({ logger: { level: settings.log.level }, disableRequestLogging: true });

app.get('/products', (request) => products(Number(request.query.category)));
app.get('/orders/:id', (request) => order(Number(request.params.id)));
app.post('/checkout', (request) => checkout(request.body));
app.get('/metrics', (_, reply) => reply.type('text/plain').send(metricsText()));

await warmOrders();
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
process.stdout.write('ready\n');
