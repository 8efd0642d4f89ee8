"""Opening result files."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

import rivalry
from synthetic import GROUPS, PATHS, Toy

SMALL = Toy(firms=12, periods=20, shocks=(5,))


def test_every_group_has_its_dimensions(written):
    with rivalry.open_result(written(SMALL)) as result:
        assert set(result.groups) == set(GROUPS)
        assert result.market.sizes == {"period": 20, "path": 4}
        assert result.segments.sizes == {"period": 20, "segment": 3, "attribute": 2}
        assert result.firms["capability"].dims == ("period", "firm", "path")
        assert result.events["kind"].dims == ("event",)
        assert result.summary.sizes == {"run": 1}


def test_text_coordinates_are_text(written):
    with rivalry.open_result(written(SMALL)) as result:
        assert tuple(result.market["path"].values) == PATHS
        assert result.market["projects_adopted"].sel(path="delivery").dims == ("period",)


def test_data_are_read_only_when_used(written):
    with rivalry.open_result(written(SMALL)) as result:
        assert not result.firms["quantity"].variable._in_memory
        result.firms["quantity"].load()
        assert result.firms["quantity"].variable._in_memory


def test_root_attributes_are_plain_values(written):
    with rivalry.open_result(written(SMALL)) as result:
        assert result.attributes["seed"] == 1
        assert type(result.attributes["seed"]) is int
        assert type(result.attributes["question"]) is str
        assert result.complete


def test_the_scenario_is_parsed(written):
    with rivalry.open_result(written(SMALL)) as result:
        assert result.scenario["scenario"]["periods"] == 20
        assert result.scenario["market"] == {"firms": 12}


def test_business_models_keep_all_64_bits_even_with_a_fill_value(written, tmp_path):
    path = Path(shutil.copy(written(SMALL), tmp_path / "bits.h5"))
    word = -(2**62) + 1
    with h5py.File(path, "a") as file:
        file["firms/model"][0, 0] = word
        file["firms/model"].attrs["_FillValue"] = np.int64(-1)
    with rivalry.open_result(path) as result:
        assert result.firms["model"].dtype == np.int64
        assert int(result.firms["model"][0, 0]) == word


def test_a_closed_result_leaves_the_file_free(written, tmp_path):
    path = Path(shutil.copy(written(SMALL), tmp_path / "free.h5"))
    with rivalry.open_result(path) as result:
        share = result.firms["share"].load()
    with h5py.File(path, "a") as file:
        file.attrs["seed"] = 2
    assert float(share[0].sum()) == pytest.approx(1)


def test_an_incomplete_run_is_read_with_a_warning(written):
    with pytest.warns(rivalry.IncompleteRunWarning, match="did not finish"):
        result = rivalry.open_result(written(Toy(firms=5, periods=6, shocks=(), complete=0)))
    assert not result.complete
    assert result.market.sizes["period"] == 6
    result.close()


def test_a_complete_run_is_read_without_a_warning(written):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rivalry.open_result(written(SMALL)).close()


def test_the_toy_files_open_with_plain_xarray(written):
    for group in GROUPS:
        with xr.open_dataset(written(SMALL), group=group, engine="h5netcdf") as dataset:
            assert dataset.data_vars


def broken(tmp_path: Path, source: Path, **attributes: object) -> Path:
    path = Path(shutil.copy(source, tmp_path / "broken.h5"))
    with h5py.File(path, "a") as file:
        for name, value in attributes.items():
            del file.attrs[name]
            if value is not None:
                file.attrs[name] = value
    return path


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(rivalry.ResultError, match=r"absent\.h5: no such file \(.*rivalry run"):
        rivalry.open_result(tmp_path / "absent.h5")


def test_a_file_that_is_not_hdf5_is_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("period,firm\n1,1\n")
    with pytest.raises(rivalry.ResultError, match="is not an HDF5 file"):
        rivalry.open_result(path)


def test_an_empty_file_and_a_directory_are_refused(tmp_path):
    (tmp_path / "empty.h5").touch()
    with pytest.raises(rivalry.ResultError, match="is empty"):
        rivalry.open_result(tmp_path / "empty.h5")
    with pytest.raises(rivalry.ResultError, match="is a directory"):
        rivalry.open_result(tmp_path)


def test_a_truncated_file_is_called_damaged(written, tmp_path):
    path = tmp_path / "cut.h5"
    path.write_bytes(written(SMALL).read_bytes()[:5000])
    with pytest.raises(rivalry.ResultError, match="damaged"):
        rivalry.open_result(path)


def test_other_hdf5_files_are_refused(written, tmp_path):
    with pytest.raises(rivalry.ResultError, match=r"not a Rivalry result: has no attribute `format`"):
        rivalry.open_result(broken(tmp_path, written(SMALL), format=None))
    with pytest.raises(rivalry.ResultError, match="has format 'other', not 'rivalry-result'"):
        rivalry.open_result(broken(tmp_path, written(SMALL), format="other"))


def test_a_newer_format_asks_for_a_newer_package(written, tmp_path):
    path = broken(tmp_path, written(SMALL), format_version=2, program_version="3.1.4")
    with pytest.raises(rivalry.ResultError, match=r"version 2 \(written by rivalry 3\.1\.4\).*newer version") as caught:
        rivalry.open_result(path)
    assert caught.value.path == str(path)
    assert "install" in caught.value.remedy


@pytest.mark.parametrize("version", [0, None])
def test_a_format_version_that_makes_no_sense_is_refused(written, tmp_path, version):
    with pytest.raises(rivalry.ResultError, match="format_version"):
        rivalry.open_result(broken(tmp_path, written(SMALL), format_version=version))


def test_a_group_that_was_not_recorded_says_how_to_record_it(written):
    with (
        rivalry.open_result(written(Toy(firms=5, periods=4, shocks=(), groups=("market",)))) as result,
        pytest.raises(rivalry.ResultError, match=r"no group /firms \(switch the recording of firms on"),
    ):
        _ = result.firms


def test_a_scenario_that_is_no_toml_is_reported(written, tmp_path):
    path = broken(tmp_path, written(SMALL), scenario="= 3")
    with rivalry.open_result(path) as result, pytest.raises(rivalry.ResultError, match="not TOML"):
        _ = result.scenario
