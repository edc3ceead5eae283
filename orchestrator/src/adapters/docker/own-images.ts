/** The images of what the lab runs beside contenders; Compose builds them by these service names. */
export function ownImages(version: string): { readonly generator: string; readonly k6: string } {
  return { generator: `framework-lab/generator:${version}`, k6: `framework-lab/k6:${version}` };
}
