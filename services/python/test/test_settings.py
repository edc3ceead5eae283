"""Run by orchestrator/test/services/python.test.ts, with nothing installed."""

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from contender_settings import Settings, SettingsError, read_settings

STANDARD = Settings("127.0.0.1", 0, 2, 1_000, 0, 0, 120, 5, 5)


class ReadSettings(unittest.TestCase):
    def test_has_the_defaults_of_the_contract(self):
        self.assertEqual(read_settings({}, 2, 8), STANDARD)
        # As Compose passes a variable that is set to nothing.
        self.assertEqual(read_settings({"WORKERS": "", "PORT": "", "HOST": ""}, 2, 8), STANDARD)

    def test_counts_the_cpus_it_may_use_and_for_one_word_all_there_are(self):
        asked = {word: read_settings({"WORKERS": word}, 2, 8).workers for word in ("auto", "2n+1", "cpu_count*2+1", "7")}
        self.assertEqual(asked, {"auto": 2, "2n+1": 5, "cpu_count*2+1": 17, "7": 7})

    def test_reads_all_of_them(self):
        env = {
            "HOST": "0.0.0.0",
            "PORT": "8080",
            "WORKERS": "4",
            "WORKER_CONNECTIONS": "50",
            "MAX_REQUESTS": "1000",
            "MAX_REQUESTS_JITTER": "50",
            "WORKER_TIMEOUT": "30",
            "GRACEFUL_TIMEOUT": "7",
            "KEEP_ALIVE": "0",
        }
        self.assertEqual(read_settings(env, 2, 8), Settings("0.0.0.0", 8080, 4, 50, 1000, 50, 30, 7, 0))

    def test_names_what_is_out_of_range(self):
        for name, value in [
            ("PORT", "65536"),
            ("WORKERS", "0"),
            ("WORKERS", "1000"),
            ("WORKERS", "2n"),
            ("WORKER_CONNECTIONS", "0"),
            ("MAX_REQUESTS", "-1"),
            ("MAX_REQUESTS_JITTER", "1e3"),
            ("WORKER_TIMEOUT", "0.5"),
            ("GRACEFUL_TIMEOUT", "86401"),
            ("KEEP_ALIVE", "5 "),
        ]:
            with self.subTest(name), self.assertRaisesRegex(SettingsError, f"^{name} is '{value}'; it must be "):
                read_settings({name: value}, 2, 8)


class GunicornConfig(unittest.TestCase):
    def test_sets_what_gunicorn_calls_by_other_names(self):
        os.environ.update(WORKERS="3", KEEP_ALIVE="7", WORKER_TIMEOUT="9", PORT="1234")
        import gunicorn_config as config

        self.assertEqual((config.workers, config.keepalive, config.timeout), (3, 7, 9))
        self.assertEqual(config.bind, "127.0.0.1:1234")


if __name__ == "__main__":
    unittest.main()
