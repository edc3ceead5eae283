import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const healthy = request.method === 'GET' && request.url === '/api/health';
  response.writeHead(healthy ? 200 : 404, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(healthy ? { database: 'ok', version: 'placeholder' } : { message: 'placeholder' }),
  );
});
server.listen(3000);
process.on('SIGTERM', () => process.exit(0));
