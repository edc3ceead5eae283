import { serve } from '@framework-lab/service-runtime/serve';

serve('node-http', async () => (await import('./app.ts')).createServer());
