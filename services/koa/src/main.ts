import { serve } from '@framework-lab/service-runtime/serve';

serve('koa', async () => (await import('./app.ts')).createServer());
