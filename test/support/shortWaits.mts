/**
 * Takes the chance out of the waits between attempts in all tests of a file: each is as short as it
 * may be. What n8n's other parts draw by chance does not matter to these tests.
 */
export function keepWaitsShort(): void {
	beforeEach(() => {
		import.meta.jest.spyOn(Math, 'random').mockReturnValue(0);
	});
	afterEach(() => {
		import.meta.jest.restoreAllMocks();
	});
}
