import { serve } from '@framework-lab/service-runtime/serve';

serve('fastify', async () => (await import('./app.ts')).createServer());
