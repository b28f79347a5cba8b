"""The fake server is what the API's description says it is: asked over plain HTTP, without our client."""

import json
from collections.abc import Iterator

import httpx
import pytest

from npq_portal import clock
from registrations.teacher_records.fake.app import KEY, KEY_WITHOUT_ROLES, READER_KEY, VERSIONS
from registrations.teacher_records.fake.server import FakeServer

NEWEST = "20260612"
PERSON = "/v3/persons/1234567"


@pytest.fixture
def http(trs_server: FakeServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {KEY}", "X-Api-Version": NEWEST}
    with httpx.Client(base_url=trs_server.url, headers=headers, trust_env=False) as client:
        yield client


def test_the_example_of_the_description(http):
    response = http.get(PERSON, params={"dateOfBirth": "1985-02-03", "include": "Alerts,PreviousNames"})
    body = response.json()

    assert response.status_code == 200
    assert body["qts"]["holdsFrom"] == "2008-07-01"
    assert (
        body["qts"]["routes"][0]["routeToProfessionalStatusType"]["professionalStatusType"] == "QualifiedTeacherStatus"
    )
    for name in ("qts", "alerts", "previousNames"):
        assert name in body
    assert body | {"qts": None} == {
        "trn": "1234567",
        "firstName": "Ada",
        "middleName": "",
        "lastName": "Byron-King",
        "dateOfBirth": "1985-02-03",
        "nationalInsuranceNumber": None,
        "emailAddress": None,
        "qts": None,
        "eyts": None,
        "alerts": [],
        "previousNames": [{"firstName": "Ada", "middleName": "", "lastName": "Byron"}],
        "qtlsStatus": "None",
    }
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("include", "members"),
    [
        ("", set()),
        ("alerts", {"alerts"}),
        ("Induction, PREVIOUSNAMES", {"induction", "previousNames"}),
        ("PendingDetailChanges", {"pendingNameChange", "pendingDateOfBirthChange"}),
        (
            "RoutesToProfessionalStatuses,MandatoryQualifications",
            {"routesToProfessionalStatuses", "mandatoryQualifications"},
        ),
    ],
)
def test_members_come_when_asked_for(http, include, members):
    plain = set(http.get(PERSON).json())
    assert set(http.get(PERSON, params={"include": include}).json()) - plain == members


# -- keys and versions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "path", "status"),
    [
        (None, PERSON, 401),
        ("unknown", PERSON, 401),
        (KEY_WITHOUT_ROLES, PERSON, 403),
        (KEY_WITHOUT_ROLES, "/v3/trns/1234567", 204),
        (READER_KEY, PERSON, 200),
        (READER_KEY, "/v3/trn-requests?requestId=x", 403),
        (KEY, "/v3/trn-requests?requestId=x", 404),
    ],
)
def test_keys_and_roles(http, key, path, status):
    if key is None:
        del http.headers["Authorization"]
    else:
        http.headers["Authorization"] = f"Bearer {key}"
    response = http.get(path)

    assert response.status_code == status
    assert (response.content == b"") or status in (200, 404)


@pytest.mark.parametrize("scheme", ["Basic fake-key", "fake-key", "bearer"])
def test_only_a_bearer_key(http, scheme):
    assert http.get(PERSON, headers={"Authorization": scheme}).status_code == 401


@pytest.mark.parametrize("version", ["20991231", "2026", "v3", ""])
def test_an_unknown_version_is_no_endpoint(http, version):
    response = http.get(PERSON, headers={"X-Api-Version": version})
    assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_published_version_answers(http, version):
    assert http.get(PERSON, headers={"X-Api-Version": version}).status_code == 200


@pytest.mark.parametrize(
    ("version", "deactivated", "merged"),
    [
        (None, 404, 404),
        ("20240101", 404, 404),
        ("20250905", 404, 404),
        ("20260120", 410, 308),
        (NEWEST, 410, 308),
        ("Next", 410, 308),
    ],
)
def test_older_versions_do_not_tell_why_a_record_is_gone(http, version, deactivated, merged):
    if version is None:
        del http.headers["X-Api-Version"]
    else:
        http.headers["X-Api-Version"] = version

    assert http.get("/v3/persons/7000004").status_code == deactivated
    assert http.get("/v3/persons/7000005").status_code == merged


@pytest.mark.parametrize(("version", "status"), [(None, 404), ("20250804", 404), ("20250905", 204), (NEWEST, 204)])
def test_trns_came_later(http, version, status):
    if version is None:
        del http.headers["X-Api-Version"]
    else:
        http.headers["X-Api-Version"] = version
    assert http.get("/v3/trns/1234567").status_code == status


def test_an_unknown_address(http):
    for method, path in (("GET", "/v3/teachers"), ("POST", PERSON), ("GET", "/")):
        response = http.request(method, path)
        assert (response.status_code, response.json()["errorCode"]) == (404, 10028)


def test_health_wants_no_key(http):
    del http.headers["Authorization"]
    assert http.get("/health").status_code == 200


# -- problems --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/v3/persons/7000002", 404, ("Person not found.", 10001, "TRN: '7000002'")),
        (
            "/v3/persons/1234567?dateOfBirth=1990-01-01",
            404,
            ("Person not found.", 10001, "TRN: '1234567'\nDate of birth: '1990-01-01'"),
        ),
        ("/v3/persons/rubbish", 404, ("Person not found.", 10001, "TRN: 'rubbish'")),
        ("/v3/persons/7000004", 410, ("Record 7000004 is not active.", 10058, None)),
        ("/v3/trns/7000002", 404, ("Person not found.", 10001, "TRN: '7000002'")),
        ("/v3/trns/7000004", 410, ("Record 7000004 is not active.", 10058, None)),
        ("/v3/trn-requests?requestId=x", 404, ("TRN request does not exist.", 10031, "TRN request ID: 'x'")),
        (
            "/v3/persons/1234567?dateOfBirth=1985-02-03&nationalInsuranceNumber=AB123456C",
            400,
            ("Only one of dateOfBirth and nationalInsuranceNumber may be given.", None, None),
        ),
    ],
)
def test_problems(http, path, status, told):
    response = http.get(path)
    body = response.json()

    assert response.status_code == body["status"] == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert (body["title"], body.get("errorCode"), body.get("detail")) == told


@pytest.mark.parametrize("folder", ["persons", "trns"])
def test_a_merged_record_names_the_survivor_and_drops_the_query(http, folder):
    response = http.get(f"/v3/{folder}/7000005", params={"dateOfBirth": "1980-01-01"})
    assert (response.status_code, response.headers["Location"]) == (308, f"/v3/{folder}/7000025")


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("", {"findBy": "Invalid matching policy."}),
        ("findBy=Shoes", {"findBy": "The value 'Shoes' is not valid for FindBy."}),
        (
            "findBy=LastNameAndDateOfBirth",
            dict.fromkeys(("lastName", "dateOfBirth"), "A value is required when findBy is 'LastNameAndDateOfBirth'."),
        ),
        (
            "findBy=LastNameAndDateOfBirth&lastName=Byron&dateOfBirth=3.2.1985",
            {"dateOfBirth": "The value '3.2.1985' is not valid for DateOfBirth."},
        ),
    ],
)
def test_search_validation(http, query, errors):
    body = http.get(f"/v3/persons?{query}").json()

    assert (body["status"], body["title"]) == (400, "One or more validation errors occurred.")
    assert body["errors"] == {name: [message] for name, message in errors.items()}


def test_search_tells_what_was_asked(http):
    query = {"findBy": "LastNameAndDateOfBirth", "lastName": "Byron", "dateOfBirth": "1985-02-03"}
    body = http.get("/v3/persons", params=query).json()

    assert (body["total"], body["query"]) == (1, query)
    assert "nationalInsuranceNumber" not in body["results"][0]


@pytest.mark.parametrize(("include", "born"), [("Shoes", ""), ("", "yesterday"), ("", "1985-2-3")])
def test_person_validation(http, include, born):
    params = {name: value for name, value in (("include", include), ("dateOfBirth", born)) if value}
    assert http.get(PERSON, params=params).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"persons":5}',
        b'{"persons":["1234567"]}',
        json.dumps({"persons": [{"trn": "1"}] * 501}).encode(),
    ],
)
def test_find_many_validation(http, body):
    response = http.post("/v3/persons/find", content=body)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["persons"])


# -- TRN requests ----------------------------------------------------------------------------------------------------

NEW = {"requestId": "r-1", "person": {"firstName": "Wilf", "lastName": "Inventednew", "dateOfBirth": "1994-04-04"}}


def test_a_trn_request_twice_is_a_conflict(http):
    first = http.post("/v3/trn-requests", json=NEW)
    again = http.post("/v3/trn-requests", json=NEW)

    assert first.json() == {
        "requestId": "r-1",
        "oneLoginUserSubject": None,
        "status": "Completed",
        "trn": "9950001",
        "potentialDuplicate": False,
        "accessYourTeachingQualificationsLink": "https://aytq.example/r-1",
    }
    assert (again.status_code, again.json()["errorCode"], again.json()["detail"]) == (
        409,
        10029,
        "TRN request ID: 'r-1'",
    )
    assert http.get("/v3/trn-requests", params={"requestId": "r-1"}).json() == first.json()


def test_older_versions_do_not_name_the_one_login_user(http):
    response = http.post("/v3/trn-requests", json=NEW, headers={"X-Api-Version": "20260416"})
    assert "oneLoginUserSubject" not in response.json()


def test_new_trns_differ(http):
    trns = set()
    for number in range(3):
        person = NEW["person"] | {"lastName": f"Inventednew{number}", "firstName": f"Wilf{number}"}
        trns.add(http.post("/v3/trn-requests", json={"requestId": f"r-{number}", "person": person}).json()["trn"])
    assert len(trns) == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"gender": "Male"}, "Completed"),
        ({"gender": "Female"}, "Pending"),
        ({}, "Pending"),
        ({"gender": "Male", "nationalInsuranceNumber": "AB900001C"}, "Pending"),
    ],
)
def test_all_but_the_number_agrees(http, sent, status):
    person = {
        "firstName": "Barnaby",
        "lastName": "Quillfeather",
        "dateOfBirth": "1979-11-30",
        "emailAddresses": ["Barnaby.Quillfeather@school.example"],
    }
    made = http.post("/v3/trn-requests", json={"requestId": "r-2", "person": person | sent}).json()
    assert (made["status"], made["trn"]) == (status, "9900002" if status == "Completed" else None)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "requestId", "The requestId field is required."),
        (NEW | {"requestId": "x" * 101}, "requestId", "requestId must be 100 characters or fewer"),
        (
            NEW | {"requestId": "é"},
            "requestId",
            "requestId can only contain characters a-z, digits, underscores and dashes.",
        ),
        (NEW | {"person": None}, "person", "The person field is required."),
        (
            NEW | {"person": NEW["person"] | {"dateOfBirth": "1939-12-31"}},
            "person.dateOfBirth",
            "Birth date is out of expected range.",
        ),
        (
            NEW | {"person": NEW["person"] | {"emailAddresses": [None]}},
            "person.emailAddresses[0]",
            "Email address cannot be null.",
        ),
        (
            NEW | {"person": NEW["person"] | {"nationalInsuranceNumber": "GB123456A"}},
            "person.nationalInsuranceNumber",
            "Enter a National Insurance number in the correct format",
        ),
        (NEW | {"person": NEW["person"] | {"gender": "Other?"}}, "person.gender", "The value is not valid for gender."),
    ],
)
def test_trn_request_validation(http, body, field, message):
    response = http.post("/v3/trn-requests", json=body)
    assert (response.status_code, response.json()["errors"][field]) == (400, [message])


# -- limits ----------------------------------------------------------------------------------------------------------


def test_the_rate_limit_is_a_fixed_window_for_each_key(patience):
    with (
        FakeServer(today=clock.today, monotonic=patience.monotonic, most_calls=2).running() as server,
        httpx.Client(base_url=server.url, headers={"X-Api-Version": NEWEST}, trust_env=False) as http,
    ):

        def ask(key: str = KEY) -> httpx.Response:
            return http.get("/v3/trns/1234567", headers={"Authorization": f"Bearer {key}"})

        assert [ask().status_code for _ in range(3)] == [204, 204, 429]
        refusal = ask()
        assert refusal.json() == {
            "title": "API calls quota exceeded",
            "status": 429,
            "detail": "A maximum of 2 calls per 60 seconds are permitted.",
        }
        assert refusal.headers["Retry-After"] == "60"
        assert (refusal.headers["X-RateLimit-Limit"], refusal.headers["X-RateLimit-Remaining"]) == ("2", "0")
        assert ask(READER_KEY).status_code == 204
        patience.now += 60
        assert ask().status_code == 204
