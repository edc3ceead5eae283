import { serve } from '@framework-lab/service-runtime/serve';

serve('hono', async () => (await import('./app.ts')).createServer());
